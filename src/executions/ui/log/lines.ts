import type { LinePage } from "../../lines-with.ts";
import type { Line } from "../../model.ts";
import { Pages } from "./pages.ts";

/** Numbers that are not kept, between the head and the tail of a log that grew too long. */
export type Missing = NonNullable<LinePage["missing"]>;
type Load = (after: number, limit: number) => Promise<LinePage>;

/**
 * The lines of one log as far as they are here. What is missing is loaded in pages when it is looked at, and let go
 * when it is far from there. Listeners hear once a frame, however many lines came.
 */
export class Lines {
  #pages = new Pages();
  #loading = new Set<number>();
  #shown = 0;
  #listeners = new Set<() => void>();
  #frame = 0;
  #missing: Missing | undefined;
  #told = Promise.withResolvers<void>();
  /** Resolves when the server has said how far it reaches, or could not be asked. */
  known = this.#told.promise;
  /** Grows with every change. */
  version = 0;

  constructor(
    public last: number,
    private readonly load: Load,
  ) {}

  subscribe = (listener: () => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** How many rows there are: a line that is not kept has none. */
  get count(): number {
    return Math.max(0, this.last - sizeOf(this.#missing));
  }

  /** How many lines are held here. */
  get held(): number {
    return this.#pages.lines;
  }

  seqOf(row: number): number {
    const seq = row + 1;
    return this.#missing && seq >= this.#missing.from ? seq + sizeOf(this.#missing) : seq;
  }

  /** The row of a line; of one that is not kept the row of the mark that says so. */
  rowOf(seq: number): number {
    const { from, to } = this.#missing ?? { from: Infinity, to: Infinity };
    if (seq < from) return seq - 1;
    return seq <= to ? from - 2 : seq - 1 - sizeOf(this.#missing);
  }

  at(seq: number): Line | undefined {
    return this.#pages.at(seq);
  }

  /** Loads what is not here of these rows. */
  want(from: number, to: number): void {
    this.#shown = this.seqOf(from);
    const wanted = new Map<number, number>();
    for (let row = from; row <= Math.min(to, this.count - 1); row++) {
      const seq = this.seqOf(row);
      const page = Pages.of(seq);
      if (!wanted.has(page) && !this.#pages.at(seq)) wanted.set(page, seq);
    }
    for (const [page, seq] of wanted) void this.#loadRest(page, seq);
  }

  /** Asks how far it reaches by now: what was known may be old. */
  async refresh(): Promise<void> {
    const answer = await this.load(this.last, 1).catch(() => undefined);
    this.last = Math.max(this.last, answer?.last_seq ?? 0);
    this.#missing = answer?.missing ?? undefined;
    this.#told.resolve();
    this.#tell();
  }

  /** What is looked at and could not be loaded is asked for again. */
  retry(): void {
    this.#tell();
  }

  /** New lines at the end. */
  append(lines: readonly Line[]): void {
    // Of a page that began elsewhere a part would stay unknown: it is loaded when it is looked at.
    for (const line of lines) this.#pages.put(line, this.#loading.has(Pages.of(line.seq)));
    this.last = Math.max(this.last, lines.at(-1)?.seq ?? 0);
    this.#pages.letGo(this.#shown);
    this.#tell();
  }

  /** Loads a page from this line on: an answer of very long lines ends early. */
  async #loadRest(page: number, from: number): Promise<void> {
    if (this.#loading.has(page)) return;
    this.#loading.add(page);
    try {
      // One looks around in a page: of one that is not here at all everything is wanted.
      const after = this.#pages.has(page) ? from - 1 : Pages.before(page);
      const { lines, missing } = await this.load(after, Pages.SIZE);
      for (const line of lines) if (Pages.of(line.seq) === page) this.#pages.put(line, true);
      this.#missing = missing ?? undefined;
      this.#pages.letGo(this.#shown);
      this.#tell();
    } catch {
      // The server is away, as the page says above; what is looked at then is asked for again.
    } finally {
      this.#loading.delete(page);
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

function sizeOf(missing: Missing | undefined): number {
  return missing ? missing.to - missing.from + 1 : 0;
}
