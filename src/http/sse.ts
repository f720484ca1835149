import { streamSSE } from "hono/streaming";
import type { Bells } from "~/kit/bells.ts";
import type { Clock } from "~/kit/clock.ts";
import { Fault } from "~/kit/fault.ts";
import type { Log } from "~/kit/log.ts";
import { Channel, type Feed, type Format, FORMATS, type Reader } from "./channel.ts";
import type { AppContext } from "./scope.ts";

interface StreamsOptions {
  bells: Bells;
  clock: Clock;
  log: Log;
  /** Readers of all streams together. */
  limit: number;
}

/** The one SSE writer. A reader is a cursor: what it is sent comes from the table, however late or slow it is. */
export class Streams {
  #channels = new Map<string, Channel>();
  #readers = 0;

  constructor(private readonly options: StreamsOptions) {}

  /**
   * Answers with the feed's rows after `after`, then with each new one, then `complete`. HEAD opens no reader, and a
   * browser that comes back after `complete` (its Last-Event-ID ends in `.end`) is told to stay away by 204.
   */
  serve(c: AppContext, name: string, feed: Feed, query: { after: number }): Response {
    const lastId = c.req.header("last-event-id");
    if (lastId?.endsWith(".end")) return c.body(null, 204);
    const format: Format = /text\/plain/.test(c.req.header("accept") ?? "") ? "text" : "sse";
    c.header("X-Accel-Buffering", "no");
    if (c.req.method === "HEAD") return c.body(null, 200, { "Content-Type": FORMATS[format].type });
    if (this.#readers >= this.options.limit)
      throw new Fault("unavailable", "Too many streams are open.", { headers: { "Retry-After": "5" } });
    c.env?.timeout?.(c.req.raw, 0);
    const cursor = lastId !== undefined && /^\d+$/.test(lastId) ? Number(lastId) : query.after;
    const response = streamSSE(c, (stream) => this.#follow(`${name} ${format}`, feed, format, { cursor, stream }));
    response.headers.set("Content-Type", FORMATS[format].type);
    return response;
  }

  /** How many readers are open: all, or of one feed. */
  readers(name?: string): number {
    if (name === undefined) return this.#readers;
    return [...this.#channels].reduce((sum, [key, channel]) => sum + (key.startsWith(`${name} `) ? channel.size : 0), 0);
  }

  /** Ends every reader with a clean end of file; a browser comes back by itself. */
  close(): void {
    for (const channel of this.#channels.values()) channel.close();
  }

  async #follow(key: string, feed: Feed, format: Format, { cursor, stream }: Omit<Reader, "abort">): Promise<void> {
    const channel = this.#channel(key, feed, format);
    const reader: Reader = { cursor, stream, abort: () => stream.abort() };
    this.#readers++;
    channel.join(reader);
    stream.onAbort(() => channel.wake(reader));
    try {
      await channel.run(reader);
    } catch (err) {
      this.options.log.error({ err, stream: key }, "a stream failed");
    } finally {
      this.#readers--;
      if (channel.leave(reader) === 0) this.#drop(key, channel);
    }
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
