import { Hono } from "hono";
import type { Feed } from "~/http/channel.ts";
import type { AppEnv } from "~/http/scope.ts";
import { Streams } from "~/http/sse.ts";
import { Bells } from "~/kit/bells.ts";
import { fakeClock } from "~/kit/clock.ts";
import { memoryLog } from "./memory-log.ts";

/** Lets everything that can run without the clock run. */
export async function settled(): Promise<void> {
  for (let i = 0; i < 5; i++) await new Promise(setImmediate);
}

/** A feed of numbered rows and the streams that serve it at `/`, under a clock that a test turns. */
export function streamStage({ rows = 0, limit = 10, page = 100, size = 1 } = {}) {
  const clock = fakeClock();
  const bells = new Bells();
  const { log, lines } = memoryLog();
  const streams = new Streams({ bells, clock, log, limit });
  const state = { rows, status: "running", finished: false, pages: 0, broken: false };
  const feed: Feed = {
    bell: "feed",
    page(after) {
      state.pages++;
      const count = Math.max(0, Math.min(page, state.rows - after));
      return Array.from({ length: count }, (_, i) => {
        const seq = after + 1 + i;
        return { event: "log", seq, data: { seq }, text: size === 1 ? `line ${seq}` : "x".repeat(size) };
      });
    },
    state() {
      if (state.broken) throw new Error("the feed is gone");
      return { data: { status: state.status }, version: state.status, finished: state.finished, last_seq: state.rows };
    },
  };
  const app = new Hono<AppEnv>();
  app.use((c, next) => {
    c.set("scope", { request_id: "", address: "", log });
    return next();
  });
  app.get("/", (c) => streams.serve(c, "feed", feed, { after: Number(c.req.query("after") ?? 0) }));
  app.onError((error, c) =>
    c.text(error.message, 503, "headers" in error ? (error.headers as Record<string, string>) : {}),
  );
  const change = (fields: Partial<typeof state>) => {
    Object.assign(state, fields);
    bells.ring("feed");
  };
  return { clock, bells, streams, state, app, change, logged: lines };
}

/** Reads a stream as it comes: `chunks` holds what was written, one entry a write. */
export function follow(response: Response) {
  const reader = response.body?.getReader();
  if (!reader) throw new Error("the answer has no body");
  const seen = {
    chunks: [] as string[],
    ended: false,
    text: () => seen.chunks.join(""),
    cancel: () => reader.cancel(),
  };
  const read = async () => {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      seen.chunks.push(new TextDecoder().decode(value));
    }
    seen.ended = true;
  };
  void read();
  return seen;
}
