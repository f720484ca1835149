import { streamSSE } from "hono/streaming";
import type { Bells } from "~/kit/bells.ts";
import type { Clock } from "~/kit/clock.ts";
import { Fault } from "~/kit/fault.ts";
import type { Log } from "~/kit/log.ts";
import { Channel, type Feed, FORMATS, type Format, type Reader } from "./channel.ts";
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
    const joined = feeds.map(({ name, feed, after }) => {
      const key = `${name} ${format}`;
      return { key, channel: this.#channel(key, feed, format), cursor: after };
    });
    const idle = (seconds: number) => c.env?.timeout?.(c.req.raw, seconds);
    idle(0);
    const response = streamSSE(c, async (stream) => {
      // What stands in the socket's buffer keeps the connection of a reader that does not read: let it time out.
      const abort = () => {
        stream.abort();
        idle(1);
      };
      const { actor } = c.get("scope");
      const follow = joined.map(({ key, channel, cursor }) =>
        this.#follow(key, channel, { cursor, stream, abort }, actor),
      );
      await Promise.all(follow);
    });
    response.headers.set("Content-Type", FORMATS[format].type);
    response.headers.set("Cache-Control", "no-store");
    return response;
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
    for (const [reader, actor] of this.#readers) if (actor && isEnded(actor)) reader.abort();
  }

  /** Ends every reader with a clean end of file; a browser comes back by itself. */
  close(): void {
    this.#closed = true;
    for (const channel of this.#channels.values()) channel.close();
  }

  async #follow(key: string, channel: Channel, reader: Reader, actor: Actor | undefined): Promise<void> {
    this.#readers.set(reader, actor);
    const keep = this.#endWith(reader, actor?.ends_at ?? null);
    reader.stream.onAbort(() => channel.wake(reader));
    try {
      channel.join(reader);
      await channel.run(reader);
    } catch (err) {
      this.options.log.error({ err, stream: key }, "a stream failed");
    } finally {
      keep();
      this.#readers.delete(reader);
      if (channel.leave(reader) === 0) this.#drop(key, channel);
    }
  }

  #endWith(reader: Reader, ends_at: string | null): () => void {
    if (ends_at === null) return () => {};
    const { clock } = this.options;
    // One that lasts longer than a timer can is cut sooner, and a browser comes back by itself.
    return clock.after(Math.min(Date.parse(ends_at) - clock.now(), LONGEST_TIMER_MS), () => reader.abort());
  }

  #channel(key: string, feed: Feed, format: Format): Channel {
    const open = this.#channels.get(key);
    if (open) return open;
    const channel = new Channel(feed, format, this.options);
    this.#channels.set(key, channel);
    return channel;
  }

  #drop(key: string, channel: Channel): void {
    channel.close();
    if (this.#channels.get(key) === channel) this.#channels.delete(key);
  }
}
