/** Drags images out of a view: their addresses are asked for beforehand, since a drag begins at once and waits for nobody. */
import type { GridCard } from "../../shared/protocol.ts";
import { formatNumber } from "./format.ts";
import { t } from "./texts.ts";

/** The host's `imageUris` method. */
export type AskUris = (
  request: { readonly ids: readonly string[] },
  signal?: AbortSignal,
) => Promise<readonly (string | null)[]>;

/** More editors at once are opened by mistake. */
const mostDragged = 100;
const mostKept = 2000;

/** What a drag carries. */
interface Transfer {
  effectAllowed: string;
  setData(type: string, value: string): void;
}

/** Fills a drag from a card with all that is selected where the card is, else with the card alone. */
export class Dragging {
  readonly #ask: AskUris;
  /** Which addresses were answered? Null where the image has no file. */
  readonly #known = new Map<string, string | null>();
  #running: AbortController | undefined;
  #asked: readonly string[] = [];

  /** Hears why a drag could not begin. */
  readonly #onRefused: (why: string) => void;

  constructor(ask: AskUris, onRefused: (why: string) => void) {
    this.#ask = ask;
    this.#onRefused = onRefused;
  }

  /** The pointer is over this card, from which a drag may begin. */
  prepare(card: GridCard | undefined, selected: ReadonlySet<string>): void {
    if (!card || card.missing) return;
    const ids = idsFrom(card, selected);
    const missing = ids.length > mostDragged ? [] : ids.filter((id) => !this.#known.has(id));
    if (missing.every((id) => this.#asked.includes(id))) return;
    this.#running?.abort();
    const running = new AbortController();
    this.#running = running;
    this.#asked = missing;
    void this.#load(missing, running.signal);
  }

  /** The drag begins; false where there is nothing to drag, and nobody must wait for it. */
  begin(card: GridCard | undefined, selected: ReadonlySet<string>, transfer: Transfer): boolean {
    const ids = card ? idsFrom(card, selected) : [];
    const uris = ids.flatMap((id) => this.#known.get(id) ?? []);
    if (uris.length > 0 && ids.every((id) => this.#known.has(id))) {
      fill(transfer, uris);
      return true;
    }
    const isTooMuch = ids.length > mostDragged;
    if (ids.length > 0) this.#onRefused(isTooMuch ? t("dragTooMany", formatNumber(mostDragged)) : t("dragNotReady"));
    return false;
  }

  /** The library changed: files may be elsewhere. */
  forget(): void {
    this.#known.clear();
  }

  close(): void {
    this.#running?.abort();
  }

  async #load(ids: readonly string[], signal: AbortSignal): Promise<void> {
    try {
      const uris = await this.#ask({ ids }, signal);
      if (signal.aborted) return;
      if (this.#known.size > mostKept) this.#known.clear();
      for (const [n, id] of ids.entries()) this.#known.set(id, uris[n] ?? null);
    } catch {
      // the drag that needs them will not begin, and says so; the next movement over the image asks again
    } finally {
      if (this.#asked === ids) this.#asked = [];
    }
  }
}

function idsFrom(card: GridCard, selected: ReadonlySet<string>): readonly string[] {
  return selected.has(card.id) ? [...selected] : [card.id];
}

/** Fills in every form that the editor looks for: its own lists, and the one that other programs know. */
function fill(transfer: Transfer, uris: readonly string[]): void {
  const list = uris.join("\r\n");
  transfer.effectAllowed = "copyLink";
  transfer.setData("text/uri-list", list);
  transfer.setData("application/vnd.code.uri-list", list);
  transfer.setData("ResourceURLs", JSON.stringify(uris));
}
