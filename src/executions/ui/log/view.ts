import { Heights } from "./heights.ts";

export const LINE_PX = 20;
/** Drawn above and below what is seen, so that a scroll meets no blank. */
const OVERSCAN = 20;
/** So near to the end counts as at the end. */
const END_PX = 30;

/** Where one wants to be until one scrolls: at the end, or with this row in the middle. */
type Aim = "end" | number | undefined;

/** Which rows are seen, and where the box has to be scrolled to for it. Knows nothing of the page. */
export class View {
  #heights = new Heights(LINE_PX);
  #listeners = new Set<() => void>();
  #aim: Aim = "end";
  #top = 0;
  /** Where the box was scrolled to when it was looked at last, by whomever. */
  #placed = 0;
  #size = { width: 0, height: 0 };
  /** Grows with every change. */
  version = 0;
  /** Grows when rows may be of another height than they were. */
  generation = 0;

  subscribe = (listener: () => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  get following(): boolean {
    return this.#aim === "end";
  }

  /** The rows to draw of so many: where the first begins, and where all end. */
  slice(count: number) {
    const top = this.topOf(count);
    const first = Math.max(0, this.#heights.rowAt(top, count) - OVERSCAN);
    const last = Math.min(count - 1, this.#heights.rowAt(top + this.#size.height, count) + OVERSCAN);
    return { first, last, offset: this.#heights.top(first), height: this.#heights.top(count) };
  }

  /** The first row that is seen. */
  firstSeen(count: number): number {
    return this.#heights.rowAt(this.topOf(count) + LINE_PX - 1, count);
  }

  /** Brings a row into view and stays there; what is seen already is not moved. */
  show(row: number, count: number): void {
    const top = this.topOf(count);
    const seen = this.#heights.top(row) >= top && this.#heights.top(row + 1) <= top + this.#size.height;
    if (seen) this.letGo();
    else this.goTo(row);
  }

  /** How far the box is to be scrolled down. */
  topOf(count: number): number {
    const most = Math.max(0, this.#heights.top(count) - this.#size.height);
    if (this.#aim === "end") return most;
    const wanted =
      this.#aim === undefined ? this.#top : this.#heights.top(this.#aim) - (this.#size.height - LINE_PX) / 2;
    return Math.round(Math.min(most, Math.max(0, wanted)));
  }

  goTo(aim: "end" | number): void {
    this.#aim = aim;
    this.#tell();
  }

  letGo(): void {
    this.#top = this.#placed;
    this.#aim = undefined;
    this.#tell();
  }

  /** Rows were seen to be so high. What is above what one looks at does not push that down. */
  measured(rows: readonly (readonly [row: number, px: number])[], count: number): void {
    const anchor = this.#heights.rowAt(this.#top, count);
    let changed = false;
    for (const [row, px] of rows) {
      const change = this.#heights.set(row, px);
      changed ||= change !== 0;
      if (row < anchor && this.#aim === undefined) this.#top += change;
    }
    if (changed) this.#tell();
  }

  /** Puts the box where it is to be, unless it is there: to look at it costs the browser a layout. */
  place(box: { scrollTop: number }, count: number): void {
    const top = this.topOf(count);
    if (Math.abs(top - this.#placed) <= 1) return;
    box.scrollTop = top;
    this.#placed = box.scrollTop;
  }

  /** The box was scrolled; by a person, unless it is where it was put. Down to the end is to follow it. */
  scrolled(top: number, count: number): void {
    const by = top - this.#placed;
    if (Math.abs(by) <= 1) return;
    const end = this.#heights.top(count) - this.#size.height - top < END_PX;
    this.#placed = top;
    this.#top = top;
    this.#aim = by > 0 && end ? "end" : undefined;
    this.#tell();
  }

  resized(width: number, height: number): void {
    const wider = width !== this.#size.width;
    this.#size = { width, height };
    if (wider) this.rewrapped();
    else this.#tell();
  }

  /** Each row may be of another height now. */
  rewrapped(): void {
    this.#heights.forget();
    this.generation++;
    this.#tell();
  }

  #tell(): void {
    this.version++;
    for (const listener of this.#listeners) listener();
  }
}
