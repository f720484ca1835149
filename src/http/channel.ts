import type { StreamingApi } from "hono/utils/stream";
import type { Bells } from "~/kit/bells.ts";
import type { Clock } from "~/kit/clock.ts";
import type { Log } from "~/kit/log.ts";
import { Pace } from "~/kit/pace.ts";

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

export interface Reader {
  cursor: number;
  stream: StreamingApi & { aborted: boolean };
  abort(): void;
}

interface Page {
  to: number;
  bytes: Uint8Array;
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
  #readers = new Map<Reader, { idleSince: number; writingSince: number | undefined; version: string }>();
  #pages = new Map<number, Page>();
  #cachedBytes = 0;
  /** Nothing stood after this cursor when the bell last rang: one reader's look spares all the others theirs. */
  #end: number | undefined;
  #pace = new Pace(TICK_MS, LONG_TICK_MS);
  #flushedAt = 0;
  #armed: (() => void) | undefined;
  #waiting = new Map<Reader, () => void>();
  #closed = false;
  #state: { version: string; status: string; complete: (seq: number) => string; finished: boolean; last_seq: number };
  #off: () => void;
  #stopBeat: () => void = () => {};

  constructor(
    private readonly feed: Feed,
    private readonly format: Format,
    private readonly parts: { bells: Bells; clock: Clock; log: Log; onDropped?: () => void },
  ) {
    this.#state = this.#readState();
    this.#off = parts.bells.on(feed.bell, () => {
      this.#end = undefined;
      this.#arm();
    });
    this.#beat();
  }

  get size(): number {
    return this.#readers.size;
  }

  join(reader: Reader): void {
    this.#readers.set(reader, { idleSince: this.parts.clock.now(), writingSince: undefined, version: "" });
    this.#state = this.#readState();
    // A cursor from elsewhere would wait for lines that come as others, or end with a number that never was.
    reader.cursor = Math.min(reader.cursor, this.#state.last_seq);
  }

  /** Answers how many stay. */
  leave(reader: Reader): number {
    this.#readers.delete(reader);
    return this.#readers.size;
  }

  close(): void {
    this.#closed = true;
    this.#off();
    this.#armed?.();
    this.#stopBeat();
    this.wake();
  }

  /** Lets one reader, or all, look again. */
  wake(reader?: Reader): void {
    const woken = reader ? [reader] : [...this.#waiting.keys()];
    for (const one of woken) {
      const resolve = this.#waiting.get(one);
      this.#waiting.delete(one);
      resolve?.();
    }
  }

  /** Sends until the feed has ended or the reader is gone. */
  async run(reader: Reader): Promise<void> {
    while (!reader.stream.aborted && !this.#closed) {
      const state = this.#state;
      const page = this.#page(reader.cursor);
      if (!page && state.finished) {
        await this.#write(reader, this.#unsentStatus(reader) + state.complete(reader.cursor));
        return;
      }
      const status = this.#unsentStatus(reader);
      if (status) await this.#write(reader, status);
      if (page) {
        await this.#write(reader, page.bytes);
        reader.cursor = page.to;
      } else if (!status) await this.#wait(reader);
    }
  }

  async #wait(reader: Reader): Promise<void> {
    await new Promise<void>((resolve) => this.#waiting.set(reader, resolve));
    const idle = this.parts.clock.now() - (this.#readers.get(reader)?.idleSince ?? 0);
    if (idle >= COMMENT_AFTER_MS && !this.#closed) await this.#write(reader, FORMATS[this.format].comment);
  }

  async #write(reader: Reader, chunk: string | Uint8Array): Promise<void> {
    const now = this.parts.clock.now();
    const entry = this.#readers.get(reader);
    if (!entry || reader.stream.aborted) return;
    entry.writingSince = now;
    if (chunk.length > 0) await reader.stream.write(chunk);
    entry.writingSince = undefined;
    entry.idleSince = now;
  }

  #unsentStatus(reader: Reader): string {
    const entry = this.#readers.get(reader);
    if (!entry || entry.version === this.#state.version) return "";
    entry.version = this.#state.version;
    return this.#state.status;
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
    const { clock } = this.parts;
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
    this.#flushedAt = this.parts.clock.now();
    try {
      this.#state = this.#readState();
      this.wake();
    } catch (err) {
      // It runs inside whoever rang: a feed that is gone ends its readers and not the one who wrote.
      this.parts.log.error({ err, bell: this.feed.bell }, "a stream failed");
      this.close();
    }
  }

  /** One slow pulse for all readers: wakes the idle ones for their comment and ends writes that hang. */
  #beat(): void {
    this.#stopBeat = this.parts.clock.after(BEAT_MS, () => {
      const now = this.parts.clock.now();
      for (const [reader, { writingSince, idleSince }] of this.#readers) {
        if (writingSince !== undefined && now - writingSince >= WRITE_DEADLINE_MS) {
          this.parts.onDropped?.();
          reader.abort();
        } else if (now - idleSince >= COMMENT_AFTER_MS) this.wake(reader);
      }
      this.#beat();
    });
  }
}
