/** The documents that use an image, each leading to its place. */
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { isAbort } from "../../shared/failures.ts";
import type { ImageUses } from "../../shared/uses.ts";
import { formatNumber } from "../logic/format.ts";
import { safeText } from "../logic/safeText.ts";
import { t } from "../logic/texts.ts";
import { baseStyles, buttonStyles } from "../parts/styles.ts";

const nowhere = (): Promise<ImageUses> => Promise.resolve({ total: 0, uses: [] });

@customElement("image-uses")
export class ImageUsesList extends LitElement {
  static override styles = [
    baseStyles,
    buttonStyles,
    css`
      :host {
        display: block;
      }
      h3 {
        margin: 0 0 4px;
        font-size: inherit;
        font-weight: 600;
      }
      p {
        margin: 0;
        color: var(--vscode-descriptionForeground);
        overflow-wrap: anywhere;
      }
      ul {
        margin: 0;
        padding: 0;
        list-style: none;
      }
      button.link {
        max-width: 100%;
        text-align: start;
        overflow-wrap: anywhere;
        white-space: normal;
      }
      bdi {
        unicode-bidi: isolate;
      }
    `,
  ];

  /** The id of the image. */
  @property() accessor image = "";
  /** Asked again when this is another one: the library changed. */
  @property({ attribute: false }) accessor revision = 0;
  /** A function, for the host itself answers to every name and would be taken for something else in a template. */
  @property({ attribute: false }) accessor ask: (id: string, signal: AbortSignal) => Promise<ImageUses> = nowhere;
  /** Opens the document at a place, by the id of the use. */
  @property({ attribute: false }) accessor onOpen: (use: string) => void = () => undefined;
  @state() accessor found: ImageUses | undefined;
  /** Ends the question that is not answered yet. */
  #asking = new AbortController();

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#asking.abort();
  }

  protected override willUpdate(changed: ReadonlyMap<PropertyKey, unknown>): void {
    if (changed.has("image")) this.found = undefined;
    if (changed.has("image") || changed.has("revision")) void this.#ask();
  }

  override render(): TemplateResult | typeof nothing {
    const { found } = this;
    if (!found) return nothing;
    const { uses, total } = found;
    return html`<h3>${t("usedInTitle")}</h3>
      ${
        total === 0
          ? html`<p>${t("usedInNone")}</p>`
          : html`<ul>
              ${uses.map(
                ({ id, document, line }) =>
                  html`<li>
                    <button class="link" title=${t("usedInOpen")} @click=${() => this.onOpen(id)}>
                      <bdi>${t("usedInLine", safeText(document), formatNumber(line))}</bdi>
                    </button>
                  </li>`,
              )}
            </ul>`
      }
      ${total > uses.length ? html`<p>${t("usedInMore", formatNumber(total - uses.length))}</p>` : nothing}`;
  }

  async #ask(): Promise<void> {
    this.#asking.abort();
    this.#asking = new AbortController();
    const { signal } = this.#asking;
    const { image } = this;
    if (image === "") return;
    try {
      const found = await this.ask(image, signal);
      if (!signal.aborted) this.found = found;
    } catch (thrown) {
      // the rest of the image view does not need it, and the host has logged why
      if (!isAbort(thrown) && this.image === image) this.found = undefined;
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "image-uses": ImageUsesList;
  }
}
