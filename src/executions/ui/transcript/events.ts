import type { TranscriptEvent, TranscriptPage } from "../../transcript/model.ts";

/** So many are kept; beyond it those that came first are let go. */
const MOST_EVENTS = 4_000;
/** So many pages are loaded before somebody is asked whether to go on. */
const PAGES_UNASKED = 2;

export type Load = (after: number) => Promise<TranscriptPage>;

/** The events of one transcript as far as they are here: read from the start, and kept up with once the end is reached. */
export class Events {
  events: readonly TranscriptEvent[] = [];
  /** What came first was let go, or was passed over. */
  begun = true;
  /** There are lines that were not read yet. */
  more = true;
  busy = false;
  error: unknown;
  /** Grows with every change. */
  version = 0;
  #after = 0;
  #rung = false;
  #listeners = new Set<() => void>();

  constructor(private readonly load: Load) {}

  subscribe = (listener: () => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Reads on for some pages, or to the end. */
  read = async (): Promise<void> => {
    if (this.busy) return;
    this.busy = true;
    this.#tell();
    try {
      for (let pages = 0; this.more && pages < PAGES_UNASKED; pages++) await this.#page();
      const caught_up = !this.more;
      while (caught_up && (this.more || this.#rung)) await this.#page();
      this.error = undefined;
    } catch (error) {
      this.error = error;
    } finally {
      this.busy = false;
      this.#tell();
    }
  };

  /** There are new lines. Who has not read what was there before is not taken to them. */
  ring = (): void => {
    this.#rung = true;
    if (!this.more) void this.read();
  };

  /** Goes on behind a line, and lets go of what was read. */
  jump = (after: number): void => {
    if (this.busy) return;
    this.#after = after;
    this.events = [];
    this.begun = after === 0;
    this.more = true;
    void this.read();
  };

  async #page(): Promise<void> {
    this.#rung = false;
    const { events, next_after, more } = await this.load(this.#after);
    this.#after = next_after;
    this.more = more;
    if (events.length === 0) return;
    this.events = [...this.events, ...events];
    if (this.events.length > MOST_EVENTS) {
      this.events = this.events.slice(-MOST_EVENTS / 2);
      this.begun = false;
    }
    this.#tell();
  }

  #tell(): void {
    this.version++;
    for (const listener of this.#listeners) listener();
  }
}
