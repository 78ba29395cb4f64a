/** The virtualised grid or list of images: renders what is in view, follows keyboard and mouse, asks for the rest. */
import { html, LitElement, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import {
  cardMetrics,
  GridLayout,
  resultRowHeight,
  rowMetrics,
  type IndexRange,
  type Move,
  type PlacedSection,
} from "../logic/gridLayout.ts";
import { menuContext } from "../logic/menuContext.ts";
import { cssProperties } from "../parts/css-properties.ts";
import { baseStyles } from "../parts/styles.ts";
import { cardStyles } from "./card-styles.ts";
import { renderCard } from "./card.ts";
import { gridStyles } from "./grid-styles.ts";
import { inOrder } from "./in-order.ts";
import type { GridModel } from "./grid-model.ts";
import { renderCopiesHeader, renderFolderHeader } from "./section-header.ts";

const sideMargin = 12;
const moves: Readonly<Record<string, Move>> = {
  ArrowLeft: "left",
  ArrowRight: "right",
  ArrowUp: "up",
  ArrowDown: "down",
  PageUp: "pageUp",
  PageDown: "pageDown",
  Home: "home",
  End: "end",
};

/** Where the view stands on the canvas. */
interface View {
  readonly width: number;
  readonly height: number;
  readonly top: number;
}

@customElement("image-grid")
export class ImageGrid extends LitElement {
  static override styles = [baseStyles, gridStyles, cardStyles];

  @property({ attribute: false }) accessor model!: GridModel;
  /** Raised with each change of the model, which is always the same object. */
  @property({ type: Number }) accessor tick = 0;
  @property({ type: Boolean }) accessor rows = false;
  @property() accessor label = "";
  @state() private accessor view: View = { width: 0, height: 0, top: 0 };
  @query(".scroller") private accessor scroller!: HTMLElement;
  /** Which thumbnail addresses did not load? */
  readonly #broken = new Set<string>();
  readonly #resize = new ResizeObserver(() => this.#schedule());
  #layout = new GridLayout([], 0, rowMetrics(0, resultRowHeight));
  #layoutKey = "";
  #laidOut: GridModel["sections"] = [];
  #frame = 0;
  /** The scroll position to take up again as soon as there is something to scroll. */
  #restoreTop = 0;
  #wanted = "";

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resize.disconnect();
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
  }

  override firstUpdated(): void {
    this.#resize.observe(this.scroller);
    // at once: until a frame later the cards would stand in one narrow column, and keys move by that
    this.#measure();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.#resize.observe(this.scroller);
  }

  /** Scrolls as soon as the grid has its height. */
  restoreScroll(top: number): void {
    this.#restoreTop = top;
    this.#schedule();
  }

  scrollToTop(): void {
    this.#restoreTop = 0;
    // a grid that was never drawn is at the top anyway
    if (this.hasUpdated) this.scroller.scrollTop = 0;
  }

  /** Brings a card into view and gives it the keyboard. */
  async focusIndex(index: number): Promise<void> {
    this.reveal(index);
    this.model.focus(index);
    this.view = { ...this.view, top: this.scroller.scrollTop };
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(`#option-${index}`)?.focus({ preventScroll: true });
  }

  /** Brings a card into view. */
  reveal(index: number): void {
    const { scroller } = this;
    scroller.scrollTop = this.#layout.scrollFor(index, scroller.scrollTop, this.view.height);
  }

  protected override willUpdate(_changed: PropertyValues): void {
    const { total, sections, size, isSearch, areCopies } = this.model;
    const words = areCopies ? "copies" : isSearch ? "reasons" : "none";
    const width = this.view.width - (this.rows ? 0 : 2 * sideMargin);
    const metrics = this.rows ? rowMetrics(width, resultRowHeight) : cardMetrics(width, size, total, words);
    const key = `${total} ${width} ${size} ${words} ${this.rows}`;
    // scrolling changes none of this, and a library may have thousands of folders
    if (key === this.#layoutKey && sections === this.#laidOut) return;
    this.#layoutKey = key;
    this.#laidOut = sections;
    const before = this.#layout;
    this.#layout = new GridLayout(this.rows ? [] : sections, total, metrics);
    if (before.total > 0 && before.metrics.columns !== metrics.columns && this.#restoreTop === 0) {
      // other columns: what was at the top stays at the top
      const { top } = this.view;
      this.#restoreTop = top === 0 ? 0 : this.#layout.rectOf(before.rangeIn(top, top + 1).first).top;
    }
  }

  protected override updated(): void {
    if (this.#restoreTop > 0 && this.model.total > 0 && this.view.height > 0) {
      this.scroller.scrollTop = this.#restoreTop;
      this.#restoreTop = 0;
    }
    const range = this.#range();
    const key = `${range.first} ${range.end} ${this.tick}`;
    if (key === this.#wanted || this.view.height === 0) return;
    this.#wanted = key;
    this.model.want(range);
  }

  override render(): TemplateResult {
    const { height, metrics } = this.#layout;
    const size = {
      height: `${height + (this.rows ? 0 : metrics.gap)}px`,
      "--cell-width": `${metrics.cellWidth}px`,
      "--cell-height": `${metrics.cellHeight}px`,
    };
    const margin = this.rows ? "0" : `0 ${sideMargin}px`;
    return html`<div class="scroller" @scroll=${() => this.#schedule()}>
      <div class="canvas" ${cssProperties(size)}>
        ${this.#layout.hasHeaders ? this.#visibleSections().map((section) => this.#renderSection(section)) : ""}
        <div
          role="listbox"
          class=${this.rows ? "rows" : "cards"}
          aria-label=${this.label}
          aria-multiselectable=${this.model.isMultiple}
          ${cssProperties({ margin })}
          @click=${this.#onClick}
          @dblclick=${this.#onDoubleClick}
          @keydown=${this.#onKey}
          @focusin=${this.#onFocus}
          @pointerover=${this.#onPointerOver}
          @pointerdown=${(event: Event) => this.#prepareDrag(this.#indexOf(event))}
          @dragstart=${this.#onDragStart}
          @contextmenu=${this.#onContextMenu}
        >
          ${inOrder(this.#shownIndices(), (index) => this.#renderCard(index))}
        </div>
        <slot></slot>
      </div>
    </div>`;
  }

  #renderSection(section: PlacedSection): TemplateResult {
    const place = cssProperties({ top: `${section.top}px`, height: `${section.height}px` });
    const header = this.model.areCopies
      ? renderCopiesHeader(section.count, this.model.item(section.first)?.copy)
      : renderFolderHeader(section, (folder) => this.model.filterFolder(folder));
    return html`<div class="section" ${place}>${header}</div>`;
  }

  #renderCard(index: number): TemplateResult {
    const { model } = this;
    const card = model.item(index);
    const thumbnail = card && model.thumbnail(card.id);
    return renderCard({
      index,
      total: model.total,
      rect: this.#layout.rectOf(index),
      card,
      thumbnail,
      isBroken: thumbnail?.uri !== undefined && this.#broken.has(thumbnail.uri),
      progress: card && model.progress(card),
      isSelected: card !== undefined && model.selection.ids.has(card.id),
      isFocusable: index === this.#focusable(),
      isActive: index === model.active,
      isRow: this.rows,
      onBroken: (uri) => {
        this.#broken.add(uri);
        this.requestUpdate();
      },
    });
  }

  #range(): IndexRange {
    const { top, height } = this.view;
    const margin = this.#layout.metrics.cellHeight;
    return this.#layout.rangeIn(Math.max(0, top - margin), top + height + margin);
  }

  /** What is in view; and the card with the keyboard, wherever it is, or the keyboard would be lost. */
  #shownIndices(): readonly number[] {
    const { first, end } = this.#range();
    const shown = Array.from({ length: end - first }, (_, n) => first + n);
    const focusable = this.#focusable();
    if (focusable >= 0 && focusable < first) shown.unshift(focusable);
    if (focusable >= end) shown.push(focusable);
    return shown;
  }

  #focusable(): number {
    const { total, selection } = this.model;
    if (total === 0) return -1;
    if (selection.focus >= 0) return Math.min(selection.focus, total - 1);
    return Math.min(this.#layout.rangeIn(this.view.top, this.view.top + 1).first, total - 1);
  }

  #visibleSections(): readonly PlacedSection[] {
    return this.#layout.sectionsIn(this.view.top, this.view.top + this.view.height);
  }

  /** All reading of the page's geometry happens here: once at the start, and then at most once a frame. */
  #measure(): void {
    const { scrollTop: top, clientWidth: width, clientHeight: height } = this.scroller;
    const { view } = this;
    if (view.top !== top) this.model.scrolled(top);
    if (view.top !== top || view.width !== width || view.height !== height) this.view = { width, height, top };
    else if (this.#restoreTop > 0) this.requestUpdate();
  }

  #schedule(): void {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#measure();
    });
  }

  #indexOf(event: Event): number {
    const card = (event.target as Element | null)?.closest<HTMLElement>(".card");
    return card ? Number(card.dataset["index"]) : -1;
  }

  readonly #onClick = (event: MouseEvent): void => {
    const index = this.#indexOf(event);
    if (index < 0) return;
    this.model.select(index, { toggles: event.ctrlKey || event.metaKey, extends: event.shiftKey });
    void this.focusIndex(index);
  };

  readonly #onDoubleClick = (event: MouseEvent): void => {
    const index = this.#indexOf(event);
    if (index >= 0) this.model.open(index);
  };

  readonly #onPointerOver = (event: Event): void => {
    const index = this.#indexOf(event);
    this.model.hover?.(index);
    this.#prepareDrag(index);
  };

  #prepareDrag(index: number): void {
    const { model } = this;
    if (index >= 0) model.dragging.prepare(model.item(index), model.selection.ids);
  }

  readonly #onDragStart = (event: DragEvent): void => {
    const { model } = this;
    const card = model.item(this.#indexOf(event));
    const isFilled = event.dataTransfer && model.dragging.begin(card, model.selection.ids, event.dataTransfer);
    if (!isFilled) event.preventDefault();
  };

  /** A menu is about what is selected; from another card it selects that one first, as in every list. */
  readonly #onContextMenu = (event: Event): void => {
    const { model } = this;
    const index = this.#indexOf(event);
    const card = model.item(index);
    const context = menuContext(card, model.selection.ids);
    if (!card || !context) return;
    if (!model.selection.ids.has(card.id)) model.select(index, { toggles: false, extends: false });
    event.target?.dispatchEvent(new CustomEvent("menu-context", { detail: context, bubbles: true, composed: true }));
  };

  readonly #onFocus = (event: FocusEvent): void => {
    const index = this.#indexOf(event);
    if (index >= 0 && index !== this.model.selection.focus) this.model.focus(index);
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    const index = this.#focusable();
    const withCommand = event.ctrlKey || event.metaKey;
    const move = moves[event.key];
    if (event.altKey || index < 0) return;
    if (move) this.#move(this.#layout.move(index, move, this.view.height), event.shiftKey);
    else if (event.key === " ") this.model.select(index, { toggles: !event.shiftKey, extends: event.shiftKey });
    else if (event.key === "Enter") this.model.open(index);
    else if (event.key === "Escape") this.model.clearSelection();
    else if (withCommand && event.key.toLowerCase() === "a")
      if (event.shiftKey) this.model.invertSelection();
      else this.model.selectEverything();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  #move(to: number, extendsRun: boolean): void {
    if (extendsRun) this.model.select(to, { toggles: false, extends: true });
    void this.focusIndex(to);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "image-grid": ImageGrid;
  }
}
