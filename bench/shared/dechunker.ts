const HEAD_END = "\r\n\r\n";

/** Takes an HTTP answer with chunked encoding apart: gives back what is body, whatever the pieces it arrives in. */
export class Dechunker {
  #rest = Buffer.alloc(0);
  #inBody = false;

  take(bytes: Uint8Array): Buffer {
    this.#rest = this.#rest.length > 0 ? Buffer.concat([this.#rest, bytes]) : Buffer.from(bytes);
    if (!this.#inBody && !this.#passHead()) return Buffer.alloc(0);
    const body: Buffer[] = [];
    for (let chunk = this.#chunk(); chunk; chunk = this.#chunk()) body.push(chunk);
    return body.length === 1 && body[0] ? body[0] : Buffer.concat(body);
  }

  #passHead(): boolean {
    const length = this.#rest.indexOf(HEAD_END);
    if (length === -1) return false;
    const head = this.#rest.toString("latin1", 0, length);
    if (!head.startsWith("HTTP/1.1 200 ")) throw new Error(`a stream was answered ${head.split("\r\n")[0]}`);
    this.#rest = this.#rest.subarray(length + HEAD_END.length);
    this.#inBody = true;
    return true;
  }

  /** The next whole chunk; the last one of an answer is empty and counts as none. */
  #chunk(): Buffer | undefined {
    const line = this.#rest.indexOf("\r\n");
    if (line === -1) return undefined;
    const size = Number.parseInt(this.#rest.toString("latin1", 0, line), 16);
    const begin = line + 2;
    if (!(size > 0) || this.#rest.length < begin + size + 2) return undefined;
    const chunk = this.#rest.subarray(begin, begin + size);
    this.#rest = this.#rest.subarray(begin + size + 2);
    return chunk;
  }
}
