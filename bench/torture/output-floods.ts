import { statSync } from "node:fs";
import { join } from "node:path";
import { highest, percentile } from "./figures.ts";
import { ended, Home } from "./home.ts";
import { rssMb } from "./procs.ts";
import type { Options } from "./script.ts";

const MIB = 1024 * 1024;
const MOST_MB = 100;
const MOST_MS = 100;
/** In a short flood the 99th percentile is all but the slowest answer, which one pause of the machine makes. */
const MOST_SHORT_MS = 400;
const PROBE_EVERY_MS = 20;
const ENDED_MS = 540_000;
/** The marks in the log, and the last lines. */
const OURS_BYTES = 1_000;

export interface Flood {
  name: string;
  /** How much of the full size: 1-byte lines cost by their number. */
  share: number;
  script: (bytes: number) => string;
}

export const floods: Flood[] = [
  { name: "lines of 100", share: 1, script: (bytes) => `yes ${"x".repeat(99)} | head -c ${bytes}; echo; echo last` },
  { name: "no newlines", share: 1, script: (bytes) => `head -c ${bytes} /dev/zero | tr '\\0' x; echo; echo last` },
  { name: "lines of 1", share: 1 / 64, script: (bytes) => `yes | head -c ${bytes}; echo; echo last` },
];

export interface Flooded {
  faults: string[];
  grown_mb: number;
  health_ms: number;
  bare_ms: number;
}

/** Lets a run print so much, and asks the server meanwhile how it is; and another server that does nothing else. */
export async function flood({ root, short }: Options, { script, share }: Flood): Promise<Flooded> {
  const bytes = (short ? 32 : 1024) * share * MIB;
  const cap = (short ? 4 : 64) * MIB;
  await using home = await Home.open(root, { env: { MAX_STORED_BYTES: String(cap) } });
  const { client, pid } = home;
  await ended(client, await client.start(["true"]), 10_000);
  await using bare = await bareServer();
  const before = rssMb(pid);
  const over = new AbortController();
  const rss: number[] = [];
  const health = probe(`${client.url}/health/liveness`, over.signal, () => rss.push(rssMb(pid)));
  const empty = probe(bare.url, over.signal);
  const id = await client.start(["sh", "-c", script(bytes)]);
  const { status, reason, last_seq } = await ended(client, id, ENDED_MS);
  over.abort();
  const grown_mb = highest(rss) - before;
  const health_ms = percentile(await health, 0.99);
  const bare_ms = percentile(await empty, 0.99);
  const { lines } = await client.call("GET", `/admin/executions/${id}/lines?after=${last_seq - 1}`);
  const stored = await storedBytes(home, id);
  const file = statSync(join(home.dir, "agented.db")).size;
  const faults = [
    ...(status === "succeeded" ? [] : [`it is ${status}, ${reason}`]),
    ...(lines[0]?.text === "last" ? [] : [`the last line is ${JSON.stringify(lines[0])?.slice(0, 100)}`]),
    ...(stored <= cap + OURS_BYTES ? [] : [`${stored} bytes are stored`]),
    // A row costs more than its text; a cap on the text alone is none on the disk.
    ...(file <= 4 * cap + 8 * MIB
      ? []
      : [`${(file / MIB).toFixed(0)} MiB of database for ${cap / MIB} that may be kept`]),
    ...(grown_mb <= MOST_MB ? [] : [`${grown_mb.toFixed(0)} MB more`]),
    // What an idle server needs is the machine's doing.
    ...(health_ms - bare_ms <= (short ? MOST_SHORT_MS : MOST_MS)
      ? []
      : [`health p99 ${health_ms.toFixed(0)} ms, bare ${bare_ms.toFixed(0)}`]),
  ];
  return { faults, grown_mb, health_ms, bare_ms };
}

async function probe(url: string, signal: AbortSignal, also = () => {}): Promise<number[]> {
  const took: number[] = [];
  while (!signal.aborted) {
    const began = performance.now();
    await (await fetch(url)).text();
    took.push(performance.now() - began);
    also();
    await Bun.sleep(PROBE_EVERY_MS);
  }
  return took;
}

const BARE = `console.log(Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: () => new Response("ok") }).url.href)`;

async function bareServer() {
  const proc = Bun.spawn([process.execPath, "-e", BARE], { stdio: ["ignore", "pipe", "inherit"] });
  const { value } = await proc.stdout.getReader().read();
  const close = async () => {
    proc.kill("SIGKILL");
    await proc.exited;
  };
  return { url: new TextDecoder().decode(value).trim(), [Symbol.asyncDispose]: close };
}

async function storedBytes({ client }: Home, id: string): Promise<number> {
  let bytes = 0;
  for (let after = 0; ; ) {
    const page = await client.call("GET", `/admin/executions/${id}/lines?after=${after}&limit=10000`);
    if (page.lines.length === 0) return bytes;
    for (const { text } of page.lines) bytes += Buffer.byteLength(text);
    after = page.next_after;
  }
}
