import type { Bells } from "~/kit/bells.ts";
import type { Clock } from "~/kit/clock.ts";
import type { Log } from "~/kit/log.ts";
import { Pace } from "~/kit/pace.ts";
import type { Reader } from "./reader.ts";

/** One thing that happened, as a row. */
export interface FeedEvent {
  event: string;
  seq: number;
  data: unknown;
  /** What a reader of bare text sees. */
  text: string;
}

/** What can be streamed: rows with a growing `seq`, a state, and an end. */
export interface Feed {
  /** Rings when there is something new. */
  bell: string;
  /** The next rows after the cursor, bounded; empty when there are none yet. */
  page(after: number): FeedEvent[];
  /** A new `version` is worth a `status` event. */
  state(): { data: unknown; version: string; finished: boolean; last_seq: number };
}

/** Bytes of rows are shared by those who read them. */
export type Chunk = string | Uint8Array;
/** Nothing more comes. */
export const END = Symbol("end");

interface Place {
  cursor: number;
  /** The state it was last told. */
  version: string;
  idle_since: number;
  /** It has been told of the end. */
  complete: boolean;
}

interface Page {
  to: number;
  bytes: Uint8Array;
}

interface ChannelOptions {
  bells: Bells;
  clock: Clock;
  log: Log;
  /** Hears of each reader that has not taken for 30 s what it was sent. */
  onStall(reader: Reader): void;
  /** Hears when it has no readers any more, and gives none anything. */
  onClose(): void;
}

const TICK_MS = 15;
const LONG_TICK_MS = 120;
const BEAT_MS = 1_000;
const COMMENT_AFTER_MS = 15_000;
const WRITE_DEADLINE_MS = 30_000;
const CACHE_BYTES = 4 * 1024 * 1024;

const encoder = new TextEncoder();

export const FORMATS = {
  sse: {
    type: "text/event-stream; charset=utf-8",
    row: ({ event, seq, data }: FeedEvent) => `id: ${seq}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`,
    status: (data: unknown) => `event: status\ndata: ${JSON.stringify(data)}\n\n`,
    complete: (data: unknown, seq: number) => `id: ${seq}.end\nevent: complete\ndata: ${JSON.stringify(data)}\n\n`,
    comment: ": still here\n\n",
  },
  text: {
    type: "text/plain; charset=utf-8",
    row: ({ text }: FeedEvent) => `${text}\n`,
    status: () => "",
    complete: () => "",
    comment: "",
  },
};
export type Format = keyof typeof FORMATS;

/**
 * The readers of one feed in one format. A write costs the same whatever it holds, so rows go out at most every 15 ms
 * (the first at once; while the loop is busy, less often), and readers at the same cursor share the encoded bytes.
 */
export class Channel {
  #places = new Map<Reader, Place>();
  #pages = new Map<number, Page>();
  #cachedBytes = 0;
  /** Nothing stood after this cursor when the bell last rang: one reader's look spares all the others theirs. */
  #end: number | undefined;
  #pace = new Pace(TICK_MS, LONG_TICK_MS);
  #flushedAt = 0;
  #armed: (() => void) | undefined;
  #closed = false;
  #state: { version: string; status: string; complete: (seq: number) => string; finished: boolean; last_seq: number };
  #off: () => void;
  #stopBeat: () => void = () => {};

  constructor(
    private readonly feed: Feed,
    private readonly format: Format,
    private readonly options: ChannelOptions,
  ) {
    this.#state = this.#readState();
    this.#off = options.bells.on(feed.bell, () => {
      this.#end = undefined;
      this.#arm();
    });
    this.#beat();
  }

  get size(): number {
    return this.#places.size;
  }

  get bell(): string {
    return this.feed.bell;
  }

  join(reader: Reader, after: number): void {
    const idle_since = this.options.clock.monotonic();
    const place = { cursor: after, version: "", idle_since, complete: false };
    this.#places.set(reader, place);
    this.#state = this.#readState();
    // A cursor from elsewhere would wait for lines that come as others, or end with a number that never was.
    place.cursor = Math.min(after, this.#state.last_seq);
  }

  leave(reader: Reader): void {
    if (this.#places.delete(reader) && this.#places.size === 0) this.close();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#off();
    this.#armed?.();
    this.#stopBeat();
    this.#wake();
    this.options.onClose();
  }

  /** What this reader is to be sent now: undefined while there is nothing, END when nothing more comes. */
  next(reader: Reader): Chunk | typeof END | undefined {
    const place = this.#places.get(reader);
    if (!place || this.#closed || place.complete) return END;
    const chunk = this.#chunkAt(place);
    if (chunk) place.idle_since = this.options.clock.monotonic();
    return chunk || undefined;
  }

  #chunkAt(place: Place): Chunk | typeof END | undefined {
    const { status, complete, finished } = this.#state;
    const unsent = place.version === this.#state.version ? "" : status;
    place.version = this.#state.version;
    if (unsent && !finished) return unsent;
    const page = this.#page(place.cursor);
    if (!page && finished) {
      place.complete = true;
      return unsent + complete(place.cursor) || END;
    }
    if (unsent) return unsent;
    if (page) {
      place.cursor = page.to;
      return page.bytes;
    }
    return this.#isIdle(place) ? FORMATS[this.format].comment : undefined;
  }

  #isIdle({ idle_since }: Place): boolean {
    return this.options.clock.monotonic() - idle_since >= COMMENT_AFTER_MS;
  }

  /** Whoever waits looks again. */
  #wake(): void {
    for (const reader of this.#places.keys()) reader.wake();
  }

  #page(after: number): Page | undefined {
    const cached = this.#pages.get(after);
    if (cached) return cached;
    if (after === this.#end) return undefined;
    const events = this.feed.page(after);
    const last = events.at(-1);
    if (!last) {
      this.#end = after;
      return undefined;
    }
    const { row } = FORMATS[this.format];
    const page = { to: last.seq, bytes: encoder.encode(events.map(row).join("")) };
    // Nobody else is about to want it.
    if (this.#places.size === 1) return page;
    this.#pages.set(after, page);
    this.#cachedBytes += page.bytes.byteLength;
    for (const [from, old] of this.#pages) {
      if (this.#cachedBytes <= CACHE_BYTES) break;
      this.#pages.delete(from);
      this.#cachedBytes -= old.bytes.byteLength;
    }
    return page;
  }

  #readState() {
    const { data, version, finished, last_seq } = this.feed.state();
    const format = FORMATS[this.format];
    const complete = (seq: number) => format.complete(data, seq);
    return { version, status: format.status(data), complete, finished, last_seq };
  }

  #arm(): void {
    if (this.#armed) return;
    // A clock that was set back must not hold the rows until it has caught up.
    const { clock } = this.options;
    const { ms } = this.#pace;
    const wait = Math.min(ms, this.#flushedAt + ms - clock.now());
    const due = clock.monotonic() + wait;
    if (wait <= 0) this.#flush();
    else
      this.#armed = clock.after(wait, () => {
        this.#pace.took(clock.monotonic() - due);
        this.#flush();
      });
  }

  #flush(): void {
    this.#armed = undefined;
    this.#flushedAt = this.options.clock.now();
    try {
      this.#state = this.#readState();
      this.#wake();
    } catch (err) {
      // It runs inside whoever rang: a feed that is gone ends its readers and not the one who wrote.
      this.options.log.error({ err, bell: this.feed.bell }, "a stream failed");
      this.close();
    }
  }

  /** One slow pulse for all readers: wakes the idle ones for their comment and ends those that do not read. */
  #beat(): void {
    this.#stopBeat = this.options.clock.after(BEAT_MS, () => {
      for (const [reader, place] of this.#places) {
        if (reader.stalledMs >= WRITE_DEADLINE_MS) this.options.onStall(reader);
        else if (this.#isIdle(place)) reader.wake();
      }
      if (!this.#closed) this.#beat();
    });
  }
}
