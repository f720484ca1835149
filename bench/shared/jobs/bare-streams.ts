import { Hono } from "hono";
import { streamSSE } from "hono/streaming";
import type { StreamingApi } from "hono/utils/stream";
import { jobInput, tell } from "../job.ts";

/** Streams of children's lines with nothing between: a pipe, then each line to each reader. Nothing is kept. */
const { runs, command } = jobInput<{ runs: number; command: string[] }>();

interface Run {
  readers: Set<StreamingApi>;
  ended: Promise<void>;
}

async function follow(stdout: ReadableStream<Uint8Array>, readers: Set<StreamingApi>): Promise<void> {
  const decoder = new TextDecoder();
  let rest = "";
  let seq = 0;
  for await (const chunk of stdout) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    const events = lines.map((text) => `id: ${++seq}\nevent: log\ndata: ${JSON.stringify({ seq, text })}\n\n`);
    for (const reader of readers) void reader.write(events.join(""));
  }
}

function start(): Run {
  const readers = new Set<StreamingApi>();
  const child = Bun.spawn(command, { stdio: ["ignore", "pipe", "inherit"], lazy: true });
  return { readers, ended: follow(child.stdout, readers) };
}

const started = Array.from({ length: runs }, start);
const app = new Hono();
app.get("/health", (c) => c.text("ok"));
app.get("/:run/stream", (c) => {
  const run = started[Number(c.req.param("run"))];
  if (!run) return c.notFound();
  return streamSSE(c, async (stream) => {
    run.readers.add(stream);
    await run.ended;
    await stream.write("event: complete\ndata: {}\n\n");
  });
});
const server = Bun.serve({ hostname: "127.0.0.1", port: 0, idleTimeout: 0, fetch: app.fetch });
tell({ ready: server.url.origin });
