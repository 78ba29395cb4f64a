/** The large picture: fits its frame, zooms by wheel, keys and buttons, and is moved by drag and arrow keys. */
import { html, LitElement, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { formatPercent } from "../logic/format.ts";
import { t } from "../logic/texts.ts";
import { canPan, fitZoom, panBy, scaleOf, zoomBy, zoomTo, type Point, type Size, type Zoom } from "../logic/zoom.ts";
import "../parts/code-icon.ts";
import { cssProperties } from "../parts/css-properties.ts";
import type { IconName } from "../parts/icons.ts";
import { baseStyles, buttonStyles } from "../parts/styles.ts";
import { imagePreviewStyles } from "./image-preview-styles.ts";

const panStep = 60;
const pans: Readonly<Record<string, Point>> = {
  ArrowLeft: { x: panStep, y: 0 },
  ArrowRight: { x: -panStep, y: 0 },
  ArrowUp: { x: 0, y: panStep },
  ArrowDown: { x: 0, y: -panStep },
};

@customElement("image-preview")
export class ImagePreview extends LitElement {
  static override styles = [baseStyles, buttonStyles, imagePreviewStyles];

  @property() accessor uri: string | undefined;
  @property() accessor name = "";
  @property() accessor alt = "";
  /** Size of the image itself, where it is known; a preview may be smaller. */
  @property({ attribute: false }) accessor imageSize: Size | undefined;
  @property() accessor emptyText = "";
  @state() private accessor zoom: Zoom = fitZoom;
  @state() private accessor frame: Size = { width: 0, height: 0 };
  @state() private accessor natural: Size | undefined;
  @state() private accessor isBroken = false;
  @state() private accessor drag: Point | undefined;
  @query(".frame") private accessor frameElement!: HTMLElement;
  readonly #resize = new ResizeObserver(([entry]) => {
    if (entry) this.frame = { width: entry.contentRect.width, height: entry.contentRect.height };
  });

  /** True where arrow keys move the picture instead of leading to the next. */
  get isMovable(): boolean {
    return this.#size !== undefined && canPan(this.zoom, this.#size, this.frame);
  }

  override firstUpdated(): void {
    this.#resize.observe(this.frameElement);
    this.frameElement.addEventListener("wheel", this.#onWheel, { passive: false });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resize.disconnect();
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (!changed.has("uri")) return;
    this.zoom = fitZoom;
    this.natural = undefined;
    this.isBroken = false;
    this.drag = undefined;
  }

  override render(): TemplateResult {
    const hasPicture = this.uri !== undefined && !this.isBroken;
    const moving = this.drag ? "moving" : this.isMovable ? "movable" : "";
    return html`<div
        class=${`frame ${moving}`}
        role="group"
        tabindex="0"
        aria-label=${t("previewLabel", this.name)}
        @keydown=${this.#onKey}
        @pointerdown=${this.#onPointerDown}
        @pointermove=${this.#onPointerMove}
        @pointerup=${this.#onPointerUp}
        @pointercancel=${this.#onPointerUp}
        @dblclick=${() => (this.zoom.scale === "fit" ? this.#zoomTo(1) : this.#fit())}
      >
        ${hasPicture ? this.#renderPicture(this.uri ?? "") : this.#renderNone()}
      </div>
      ${this.#renderControls(!hasPicture || !this.#size)}`;
  }

  get #size(): Size | undefined {
    return this.imageSize ?? this.natural;
  }

  #renderPicture(uri: string): TemplateResult {
    const size = this.#size;
    const scale = size ? scaleOf(this.zoom, size, this.frame) : 1;
    const { x, y } = this.zoom;
    const place = size
      ? {
          width: `${size.width * scale}px`,
          height: `${size.height * scale}px`,
          transform: `translate(calc(-50% + ${x}px), calc(-50% + ${y}px))`,
        }
      : { visibility: "hidden" };
    return html`<img
      class=${scale >= 3 ? "sharp" : ""}
      src=${uri}
      alt=${this.alt}
      draggable="false"
      @load=${(event: Event) => {
        const image = event.target as HTMLImageElement;
        this.natural = { width: image.naturalWidth || 1, height: image.naturalHeight || 1 };
      }}
      @error=${() => (this.isBroken = true)}
      ${cssProperties(place)}
    />`;
  }

  #renderNone(): TemplateResult {
    return html`<div class="none quiet">
      <code-icon name="image"></code-icon>
      <span>${this.isBroken ? t("previewBroken") : this.emptyText}</span>
    </div>`;
  }

  #renderControls(isDisabled: boolean): TemplateResult {
    const size = this.#size;
    const shown = size && !isDisabled ? formatPercent(scaleOf(this.zoom, size, this.frame)) : "";
    const button = (icon: IconName, label: string, run: () => void): TemplateResult =>
      html`<button class="icon" title=${label} aria-label=${label} ?disabled=${isDisabled} @click=${run}>
        <code-icon name=${icon}></code-icon>
      </button>`;
    return html`<div class="controls" role="group" aria-label=${t("zoomLevel", shown).trim()}>
      ${button("zoomOut", t("zoomOut"), () => this.#zoomBy(-1))}
      <span class="level quiet">${shown}</span>
      ${button("zoomIn", t("zoomIn"), () => this.#zoomBy(1))} ${button("fit", t("zoomFit"), () => this.#fit())}
      <button class="plain" ?disabled=${isDisabled} @click=${() => this.#zoomTo(1)}>${t("zoomFull")}</button>
    </div>`;
  }

  #fit(): void {
    this.zoom = fitZoom;
  }

  #zoomTo(scale: number): void {
    const size = this.#size;
    if (size) this.zoom = zoomTo(this.zoom, scale, size, this.frame);
  }

  #zoomBy(steps: number, at?: Point): void {
    const size = this.#size;
    if (size) this.zoom = zoomBy(this.zoom, steps, size, this.frame, at);
  }

  #panBy(dx: number, dy: number): void {
    const size = this.#size;
    if (size) this.zoom = panBy(this.zoom, dx, dy, size, this.frame);
  }

  readonly #onWheel = (event: WheelEvent): void => {
    event.preventDefault();
    const box = this.frameElement.getBoundingClientRect();
    const at = { x: event.clientX - box.left - box.width / 2, y: event.clientY - box.top - box.height / 2 };
    const unit = event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? 100 : 3;
    this.#zoomBy(Math.max(-2, Math.min(2, -event.deltaY / unit)), at);
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const pan = pans[event.key];
    if (event.key === "+" || event.key === "=") this.#zoomBy(1);
    else if (event.key === "-") this.#zoomBy(-1);
    else if (event.key === "0") this.#fit();
    else if (event.key === "1") this.#zoomTo(1);
    else if (pan && this.isMovable) this.#panBy(pan.x, pan.y);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  readonly #onPointerDown = (event: PointerEvent): void => {
    if (event.button !== 0 || !this.isMovable) return;
    this.frameElement.setPointerCapture(event.pointerId);
    this.drag = { x: event.clientX, y: event.clientY };
  };

  readonly #onPointerMove = (event: PointerEvent): void => {
    if (!this.drag) return;
    this.#panBy(event.clientX - this.drag.x, event.clientY - this.drag.y);
    this.drag = { x: event.clientX, y: event.clientY };
  };

  readonly #onPointerUp = (): void => {
    this.drag = undefined;
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "image-preview": ImagePreview;
  }
}
