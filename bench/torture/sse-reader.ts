import type { Socket } from "bun";
import { KEY } from "./launch.ts";

/** A reader of a stream on a bare socket: nothing between it and the server reads ahead, retries or limits. */
export class Reader {
  status = 0;
  readonly ids: number[] = [];
  comments = 0;
  complete = false;
  bytes = 0;
  #socket: Socket | undefined;
  #raw = "";
  #text = "";
  #ended = Promise.withResolvers<void>();
  #answered = Promise.withResolvers<void>();

  private constructor(private readonly head: string) {}

  /** Resolves when it is connected. `stalled` never reads a byte. */
  static async open(url: string, path: string, { last_id = 0, stalled = false } = {}): Promise<Reader> {
    const { hostname, port } = new URL(url);
    const resume = last_id > 0 ? `Last-Event-ID: ${last_id}\r\n` : "";
    const reader = new Reader(`GET ${path} HTTP/1.1\r\nHost: ${hostname}\r\nX-API-Key: ${KEY}\r\n${resume}\r\n`);
    await Bun.connect({
      hostname,
      port: Number(port),
      socket: {
        open: (socket) => {
          reader.#socket = socket;
          if (stalled) socket.pause();
          socket.write(reader.head);
        },
        data: (_socket, bytes) => reader.#take(bytes),
        close: () => reader.#close(),
        error: () => reader.#close(),
      },
    });
    return reader;
  }

  /** When the head of the answer has come. */
  get answered(): Promise<void> {
    return this.#answered.promise;
  }

  /** When the stream is complete or the connection is gone. */
  get ended(): Promise<void> {
    return this.#ended.promise;
  }

  leave(): void {
    this.#socket?.terminate();
    this.#close();
  }

  #close(): void {
    this.#answered.resolve();
    this.#ended.resolve();
  }

  #take(bytes: Buffer): void {
    this.bytes += bytes.length;
    this.#raw += bytes.toString("latin1");
    if (this.status === 0 && !this.#takeHead()) return;
    for (let chunk = this.#nextChunk(); chunk !== undefined; chunk = this.#nextChunk()) this.#text += chunk;
    const events = this.#text.split("\n\n");
    this.#text = events.pop() ?? "";
    for (const event of events) this.#hear(event);
  }

  #takeHead(): boolean {
    const end = this.#raw.indexOf("\r\n\r\n");
    if (end < 0) return false;
    this.status = Number(this.#raw.split(" ", 2)[1]);
    this.#raw = this.#raw.slice(end + 4);
    this.#answered.resolve();
    return true;
  }

  #nextChunk(): string | undefined {
    const line = this.#raw.indexOf("\r\n");
    const length = line < 0 ? 0 : Number.parseInt(this.#raw, 16);
    const end = line + 2 + length;
    if (!(length > 0) || this.#raw.length < end + 2) return undefined;
    const chunk = this.#raw.slice(line + 2, end);
    this.#raw = this.#raw.slice(end + 2);
    return chunk;
  }

  #hear(event: string): void {
    if (event.startsWith(":")) this.comments++;
    const id = /^id: (\d+)$/m.exec(event)?.[1];
    if (id) this.ids.push(Number(id));
    if (!/^event: complete$/m.test(event)) return;
    this.complete = true;
    this.leave();
  }
}
