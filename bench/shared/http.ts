import type { Socket } from "bun";

export interface Answer {
  status: number;
  body: string;
}

const HEAD_END = Buffer.from("\r\n\r\n");

/** One HTTP/1.1 connection kept open, one request at a time: a socket and nothing else, so that it adds little. */
export class Connection {
  #received = Buffer.alloc(0);
  #answered: PromiseWithResolvers<Answer> | undefined;
  #broken: Error | undefined;

  private constructor(private socket?: Socket) {}

  static async open(url: URL): Promise<Connection> {
    const connection = new Connection();
    connection.socket = await Bun.connect({
      hostname: url.hostname,
      port: Number(url.port),
      socket: {
        data: (_socket, bytes) => connection.#receive(bytes),
        close: () => connection.#fail(new Error("the server closed the connection")),
        error: (_socket, error) => connection.#fail(error),
      },
    });
    return connection;
  }

  /** Rejects at once when the connection has ended since: nobody would ever answer. */
  send(request: string): Promise<Answer> {
    if (this.#broken) return Promise.reject(this.#broken);
    this.#answered = Promise.withResolvers<Answer>();
    // Requests here are far smaller than a socket's buffer.
    const written = this.socket?.write(request);
    if (written !== Buffer.byteLength(request)) this.#fail(new Error(`only ${written} bytes were sent`));
    return this.#answered.promise;
  }

  close(): void {
    this.socket?.end();
  }

  #fail(error: Error): void {
    this.#broken = error;
    this.#answered?.reject(error);
  }

  #receive(bytes: Buffer): void {
    this.#received = Buffer.concat([this.#received, bytes]);
    const head_length = this.#received.indexOf(HEAD_END);
    if (head_length === -1) return;
    const head = this.#received.toString("latin1", 0, head_length);
    const length = /^content-length: (\d+)/im.exec(head)?.[1];
    if (length === undefined) throw new Error(`an answer without Content-Length: ${head}`);
    const ends = head_length + HEAD_END.length + Number(length);
    if (this.#received.length < ends) return;
    const body = this.#received.toString("utf8", head_length + HEAD_END.length, ends);
    this.#received = Buffer.alloc(0);
    this.#answered?.resolve({ status: Number(head.split(" ")[1]), body });
  }
}

export function requestText(method: string, url: URL, headers: Record<string, string>, body = ""): string {
  const all = { Host: url.host, ...headers, ...(body && { "Content-Length": String(Buffer.byteLength(body)) }) };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${url.pathname}${url.search} HTTP/1.1\r\n${lines.join("")}\r\n${body}`;
}
