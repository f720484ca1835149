import type { Line } from "../../model.ts";

const SIZE = 500;
const MOST_LINES = 30_000;
const MOST_CHARACTERS = 8_000_000;

interface Page {
  lines: Map<number, Line>;
  characters: number;
}

/** Lines by number, in pages that come and go as a whole: a tab holds a part of a long log. */
export class Pages {
  static readonly SIZE = SIZE;
  #pages = new Map<number, Page>();
  #characters = 0;
  lines = 0;

  static of(seq: number): number {
    return Math.floor((seq - 1) / SIZE);
  }

  /** The line before the first of a page. */
  static before(page: number): number {
    return page * SIZE;
  }

  has(page: number): boolean {
    return this.#pages.has(page);
  }

  at(seq: number): Line | undefined {
    return this.#pages.get(Pages.of(seq))?.lines.get(seq);
  }

  /** Keeps a line whose page is here or begins with it; any other only when it is asked to. */
  put(line: Line, anyway: boolean): void {
    const number = Pages.of(line.seq);
    const page = this.#pages.get(number) ?? { lines: new Map(), characters: 0 };
    if (page.lines.has(line.seq)) return;
    if (page.lines.size === 0 && !anyway && line.seq !== Pages.before(number) + 1) return;
    page.lines.set(line.seq, line);
    page.characters += line.text.length;
    this.#pages.set(number, page);
    this.#characters += line.text.length;
    this.lines++;
  }

  /** Those farthest from what is shown go, until what is left is little enough. */
  letGo(shown: number): void {
    const near = Pages.of(shown);
    while (this.#pages.size > 2 && (this.lines > MOST_LINES || this.#characters > MOST_CHARACTERS)) {
      const farthest = [...this.#pages.keys()].reduce((far, page) =>
        Math.abs(page - near) > Math.abs(far - near) ? page : far,
      );
      const page = this.#pages.get(farthest);
      this.#pages.delete(farthest);
      this.lines -= page?.lines.size ?? 0;
      this.#characters -= page?.characters ?? 0;
    }
  }
}
