/** Asks for thumbnails of what is in view, in batches; aborts a batch when none of it is wanted any more. */
import { failureOf, isAbort } from "../../shared/failures.ts";
import type { Thumbnail } from "../../shared/protocol.ts";

/** The host's `thumbnails` method. */
export type AskThumbnails = (
  request: { readonly ids: readonly string[] },
  signal?: AbortSignal,
) => Promise<readonly Thumbnail[]>;

/** An image whose thumbnail is wanted; another version asks again. */
export interface WantedThumbnail {
  readonly id: string;
  readonly version?: string;
}

interface Known {
  readonly version: string;
  readonly thumbnail: Thumbnail;
  /** True where the call failed, not the image: asked again at the next change. */
  readonly isCallFailure: boolean;
}

const batchSize = 24;
const batchesAtOnce = 3;
const maxKnown = 2000;

/** Thumbnails by id; `onChange` tells that some arrived. */
export class ThumbnailSource {
  readonly #ask: AskThumbnails;
  readonly #onChange: () => void;
  /** Which thumbnails were answered? Least recently answered first. */
  readonly #known = new Map<string, Known>();
  /** Which batches are on the way? */
  readonly #running = new Map<AbortController, ReadonlySet<string>>();
  #wanted: readonly WantedThumbnail[] = [];

  constructor(ask: AskThumbnails, onChange: () => void) {
    this.#ask = ask;
    this.#onChange = onChange;
  }

  get(id: string): Thumbnail | undefined {
    return this.#known.get(id)?.thumbnail;
  }

  /** Names what is in view, most wanted first. */
  want(images: readonly WantedThumbnail[]): void {
    this.#wanted = images;
    const ids = new Set(images.map((image) => image.id));
    for (const [abort, batch] of this.#running) {
      if ([...batch].some((id) => ids.has(id))) continue;
      this.#running.delete(abort);
      abort.abort();
    }
    this.#start();
  }

  /** The library changed: calls that failed may be tried again. */
  forgetCallFailures(): void {
    for (const [id, known] of this.#known) if (known.isCallFailure) this.#known.delete(id);
    this.#start();
  }

  close(): void {
    for (const abort of this.#running.keys()) abort.abort();
    this.#running.clear();
  }

  #start(): void {
    while (this.#running.size < batchesAtOnce) {
      const onTheWay = new Set([...this.#running.values()].flatMap((batch) => [...batch]));
      const missing = this.#wanted.filter(({ id, version }) => {
        const known = this.#known.get(id);
        return !onTheWay.has(id) && (!known || known.version !== (version ?? ""));
      });
      if (missing.length === 0) return;
      void this.#load(missing.slice(0, batchSize));
    }
  }

  async #load(images: readonly WantedThumbnail[]): Promise<void> {
    const abort = new AbortController();
    const ids = images.map((image) => image.id);
    this.#running.set(abort, new Set(ids));
    try {
      const thumbnails = await this.#ask({ ids }, abort.signal);
      if (abort.signal.aborted) return;
      const byId = new Map(thumbnails.map((thumbnail) => [thumbnail.id, thumbnail]));
      for (const image of images) this.#keep(image, byId.get(image.id) ?? { id: image.id }, false);
    } catch (thrown) {
      if (abort.signal.aborted || isAbort(thrown)) return;
      const failure = failureOf(thrown);
      for (const image of images) this.#keep(image, { id: image.id, failure }, true);
    } finally {
      this.#running.delete(abort);
    }
    this.#onChange();
    this.#start();
  }

  #keep(image: WantedThumbnail, thumbnail: Thumbnail, isCallFailure: boolean): void {
    this.#known.delete(image.id);
    this.#known.set(image.id, { version: image.version ?? "", thumbnail, isCallFailure });
    for (const id of this.#known.keys()) {
      if (this.#known.size <= maxKnown) return;
      this.#known.delete(id);
    }
  }
}
