import { sleep, wallMs } from "../clock.ts";
import { Dechunker } from "../dechunker.ts";
import { requestText } from "../http.ts";
import { jobInput, tell } from "../job.ts";
import { Samples, type Summary } from "../numbers.ts";

/** Readers of streams of what `print.ts` prints. */
export interface Reading {
  urls: string[];
  headers: Record<string, string>;
  readers_each: number;
  /** What each reader must get, from 1 in order. */
  lines: number;
  /** Of what arrives at once look only at the first and the last line: where readers would take what the server needs. */
  skim?: boolean;
}

export interface Read {
  lost: number;
  out_of_order: number;
  /** Readers that heard of the end. */
  completed: number;
  /** From the moment the child wrote the line. */
  latency: Summary;
}

const reading = jobInput<Reading>();
const samples = new Samples();
const read: Omit<Read, "latency"> = { lost: 0, out_of_order: 0, completed: 0 };
const decoder = new TextDecoder("latin1");

class Reader {
  readonly ended = Promise.withResolvers<void>();
  #dechunker = new Dechunker();
  #rest = "";
  #last = 0;

  async open(url: URL): Promise<void> {
    await Bun.connect({
      hostname: url.hostname,
      port: Number(url.port),
      socket: {
        open: (socket) => void socket.write(requestText("GET", url, reading.headers)),
        data: (socket, bytes) => {
          if (this.#take(bytes)) socket.end();
        },
        close: () => this.#close(),
      },
    });
  }

  /** True when the stream has said that it is complete. */
  #take(bytes: Uint8Array): boolean {
    const now = wallMs();
    const events = (this.#rest + decoder.decode(this.#dechunker.take(bytes))).split("\n\n");
    this.#rest = events.pop() ?? "";
    const looked = reading.skim
      ? [events[0] ?? "", events.findLast((event) => event.includes('"text":')) ?? ""]
      : events;
    for (const event of looked) this.#hear(event, now);
    if (!events.some((event) => event.includes("event: complete\n"))) return false;
    read.completed++;
    return true;
  }

  #hear(event: string, now: number): void {
    const text = /"text":"(\d+) ([\d.]+)"/.exec(event);
    if (!text) return;
    const number = Number(text[1]);
    if (number < this.#last || (number === this.#last && !reading.skim)) read.out_of_order++;
    else if (!reading.skim) read.lost += number - this.#last - 1;
    this.#last = Math.max(number, this.#last);
    samples.add(now - Number(text[2]));
  }

  #close(): void {
    read.lost += reading.lines - this.#last;
    this.ended.resolve();
  }
}

const readers: Reader[] = [];
for (const url of reading.urls) {
  for (let i = 0; i < reading.readers_each; i++) {
    const reader = new Reader();
    readers.push(reader);
    await reader.open(new URL(url));
  }
}
await sleep(300);
tell({ ready: true });
await Promise.all(readers.map((reader) => reader.ended.promise));
tell({ result: { ...read, latency: samples.summary() } satisfies Read });
process.exit(0);
