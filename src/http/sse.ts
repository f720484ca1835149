import type { Bells } from "~/kit/bells.ts";
import type { Clock } from "~/kit/clock.ts";
import { Fault } from "~/kit/fault.ts";
import type { Log } from "~/kit/log.ts";
import { Channel, type Feed, FORMATS, type Format } from "./channel.ts";
import { Reader } from "./reader.ts";
import type { Actor, AppContext } from "./scope.ts";

interface StreamsOptions {
  bells: Bells;
  clock: Clock;
  log: Log;
  /** Readers of all streams together. */
  limit: number;
  /** Hears of each reader that was ended because it did not read. */
  onDropped?: () => void;
}

const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The one SSE writer. A reader is a cursor: what it is sent comes from the table, however late or slow it is. */
export class Streams {
  #channels = new Map<string, Channel>();
  #readers = new Map<Reader, Actor | undefined>();
  #closed = false;

  constructor(private readonly options: StreamsOptions) {}

  /**
   * Answers with the feed's rows after `after`, then with each new one, then `complete`. HEAD opens no reader, and a
   * browser that comes back after `complete` (its Last-Event-ID ends in `.end`) is told to stay away by 204.
   */
  serve(c: AppContext, name: string, feed: Feed, query: { after: number }): Response {
    const lastId = c.req.header("last-event-id");
    if (lastId?.endsWith(".end")) return c.body(null, 204);
    const after = lastId !== undefined && /^\d+$/.test(lastId) ? Number(lastId) : query.after;
    return this.serveAll(c, [{ name, feed, after }]);
  }

  /** Several feeds over one connection, each from its own cursor: a browser allows itself few. Ends with the last. */
  serveAll(c: AppContext, feeds: readonly { name: string; feed: Feed; after: number }[]): Response {
    const format: Format = /text\/plain/.test(c.req.header("accept") ?? "") ? "text" : "sse";
    c.header("X-Accel-Buffering", "no");
    if (c.req.method === "HEAD") return c.body(null, 200, { "Content-Type": FORMATS[format].type });
    if (this.#closed || this.#readers.size >= this.options.limit)
      throw new Fault("unavailable", "Too many streams are open.", { headers: { "Retry-After": "5" } });
    const channels = feeds.map(({ name, feed }) => this.#channel(`${name} ${format}`, feed, format));
    const reader = this.#open(c);
    channels.forEach((channel, at) => void reader.follow(channel, feeds[at]?.after ?? 0));
    return c.body(reader.body, 200, { "Content-Type": FORMATS[format].type, "Cache-Control": "no-store" });
  }

  /** How many readers are open: all, or of one feed. */
  readers(name?: string): number {
    if (name === undefined) return this.#readers.size;
    return [...this.#channels].reduce(
      (sum, [key, channel]) => sum + (key.startsWith(`${name} `) ? channel.size : 0),
      0,
    );
  }

  /** Ends the readers of whoever may not read any more. */
  end(isEnded: (actor: Actor) => boolean): void {
    for (const [reader, actor] of this.#readers) if (actor && isEnded(actor)) reader.cut();
  }

  /** Ends every reader with a clean end of file; a browser comes back by itself. */
  close(): void {
    this.#closed = true;
    for (const channel of this.#channels.values()) channel.close();
  }

  #open(c: AppContext): Reader {
    const { clock, log } = this.options;
    const { actor } = c.get("scope");
    const idle = (seconds: number) => c.env?.timeout?.(c.req.raw, seconds);
    idle(0);
    const onEnd = () => {
      keep();
      this.#readers.delete(reader);
    };
    // What stands in the socket's buffer keeps the connection of a reader that does not read: let it time out.
    const reader = new Reader({ clock, log, onEnd, onCut: () => idle(1) });
    const keep = this.#cutAt(reader, actor?.ends_at ?? null);
    this.#readers.set(reader, actor);
    return reader;
  }

  #cutAt(reader: Reader, ends_at: string | null): () => void {
    if (ends_at === null) return () => {};
    const { clock } = this.options;
    // One that lasts longer than a timer can is cut sooner, and a browser comes back by itself.
    return clock.after(Math.min(Date.parse(ends_at) - clock.now(), LONGEST_TIMER_MS), () => reader.cut());
  }

  #channel(key: string, feed: Feed, format: Format): Channel {
    const open = this.#channels.get(key);
    if (open) return open;
    const onStall = (reader: Reader) => {
      this.options.onDropped?.();
      reader.cut();
    };
    const channel = new Channel(feed, format, { ...this.options, onStall, onClose: () => this.#channels.delete(key) });
    this.#channels.set(key, channel);
    return channel;
  }
}
