import type { Line } from "../../model.ts";

const PAGE = 500;
/** Beyond so many the pages farthest from what is shown are let go: the server has them. */
const MOST_PAGES = 60;

/**
 * The lines of one log as far as they are here, by number. What is missing is loaded in pages when it is looked at.
 * Listeners hear once a frame, however many lines came.
 */
export class Lines {
  #pages = new Map<number, Map<number, Line>>();
  #loading = new Set<number>();
  #listeners = new Set<() => void>();
  #frame = 0;
  /** Grows with every change. */
  version = 0;

  constructor(
    public last: number,
    private readonly load: (after: number, limit: number) => Promise<readonly Line[]>,
  ) {}

  subscribe = (listener: () => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  at(seq: number): Line | undefined {
    return this.#pages.get(pageOf(seq))?.get(seq);
  }

  /** Loads what is missing of these lines. */
  want(from: number, to: number): void {
    for (let page = pageOf(from); page <= pageOf(to); page++) void this.#loadPage(page, pageOf(from));
  }

  /** New lines at the end. */
  append(lines: readonly Line[]): void {
    for (const line of lines) {
      const page = pageOf(line.seq);
      const here = this.#pages.get(page);
      // Of a page that begins with this line all is here; of another the rest is loaded when it is looked at.
      if (here) here.set(line.seq, line);
      else if ((line.seq - 1) % PAGE === 0) this.#pages.set(page, new Map([[line.seq, line]]));
      this.last = Math.max(this.last, line.seq);
    }
    this.#letGo(pageOf(this.last));
    this.#tell();
  }

  async #loadPage(page: number, shown: number): Promise<void> {
    if (this.#pages.has(page) || this.#loading.has(page)) return;
    this.#loading.add(page);
    try {
      const lines = await this.load(page * PAGE, PAGE);
      this.#pages.set(page, new Map(lines.filter(({ seq }) => pageOf(seq) === page).map((line) => [line.seq, line])));
      this.#letGo(shown);
      this.#tell();
    } finally {
      this.#loading.delete(page);
    }
  }

  #letGo(shown: number): void {
    while (this.#pages.size > MOST_PAGES) {
      const farthest = [...this.#pages.keys()].reduce((far, page) =>
        Math.abs(page - shown) > Math.abs(far - shown) ? page : far,
      );
      this.#pages.delete(farthest);
    }
  }

  #tell(): void {
    this.version++;
    if (this.#frame !== 0) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      for (const listener of this.#listeners) listener();
    });
  }
}

function pageOf(seq: number): number {
  return Math.floor((Math.max(1, seq) - 1) / PAGE);
}
