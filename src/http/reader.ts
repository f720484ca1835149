import type { Clock } from "~/kit/clock.ts";
import type { Log } from "~/kit/log.ts";
import { type Channel, type Chunk, END } from "./channel.ts";

interface ReaderOptions {
  clock: Clock;
  log: Log;
  /** Hears when the connection reads nothing more, for whatever reason. */
  onEnd(): void;
  /** Hears when it is ended though it may not be reading. */
  onCut(): void;
}

const encoder = new TextEncoder();

/**
 * One connection, and the body of its answer: whenever it asks for more it is given what one of its channels has next. So
 * one who does not read holds one chunk, and a crowd costs no promise for each write.
 */
export class Reader {
  readonly body: ReadableStream<Uint8Array>;
  #channels: Channel[] = [];
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  /** When the chunk was given that it has not taken yet. */
  #givenAt: number | undefined;
  #asks = false;
  #ended = false;
  #wakeLater = () => this.wake();

  constructor(private readonly options: ReaderOptions) {
    const source = {
      start: (controller: ReadableStreamDefaultController<Uint8Array>) => {
        this.#controller = controller;
      },
      pull: () => {
        this.#asks = true;
        this.#givenAt = undefined;
        // One who catches up is given a page a turn of the loop: else nobody else would have one until it is through.
        setImmediate(this.#wakeLater);
      },
      cancel: () => {
        this.#controller = undefined;
        this.end();
      },
    };
    this.body = new ReadableStream(source, { highWaterMark: 0 });
  }

  follow(channel: Channel, after: number): void {
    this.#channels.push(channel);
    this.#guarded(channel, () => channel.join(this, after));
  }

  /** For how long it has not taken what it was given. */
  get stalledMs(): number {
    return this.#givenAt === undefined ? 0 : this.options.clock.monotonic() - this.#givenAt;
  }

  /** There may be something for it. */
  wake(): void {
    if (!this.#asks) return;
    const chunk = this.#next();
    if (chunk === undefined) return;
    if (chunk === END) this.end();
    else this.#give(typeof chunk === "string" ? encoder.encode(chunk) : chunk);
  }

  #give(chunk: Uint8Array): void {
    this.#asks = false;
    this.#givenAt = this.options.clock.monotonic();
    this.#controller?.enqueue(chunk);
  }

  /** A clean end of the answer. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#asks = false;
    for (const channel of this.#channels.splice(0)) channel.leave(this);
    this.#controller?.close();
    this.options.onEnd();
  }

  cut(): void {
    this.end();
    this.options.onCut();
  }

  /** From each channel in turn; END when the last has ended. */
  #next(): Chunk | typeof END | undefined {
    for (const channel of [...this.#channels]) {
      const chunk = this.#guarded(channel, () => channel.next(this));
      if (chunk === undefined) continue;
      this.#channels.splice(this.#channels.indexOf(channel), 1);
      if (chunk === END) channel.leave(this);
      else {
        this.#channels.push(channel);
        return chunk;
      }
    }
    return this.#channels.length === 0 ? END : undefined;
  }

  /** A feed that fails ends for its readers, and for nobody else. */
  #guarded<T>(channel: Channel, act: () => T): T | typeof END {
    try {
      return act();
    } catch (err) {
      this.options.log.error({ err, bell: channel.bell }, "a stream failed");
      channel.leave(this);
      return END;
    }
  }
}
