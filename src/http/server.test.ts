import { expect, test } from "bun:test";
import { features } from "~/features.ts";
import { fakeClock } from "~/kit/clock.ts";
import { type Entity, idMaker } from "~/kit/ids.ts";
import { openTest } from "~/testing/server.ts";
import { follow, settled } from "~/testing/stream-stage.ts";
import { until } from "~/testing/until.ts";
import { buildApp } from "./app.ts";

/** A server whose time stands still: what is started stays queued until a test turns the clock. */
async function stage(env: Record<string, string> = {}) {
  const clock = fakeClock();
  const make = idMaker(clock.now);
  let requests = 0;
  const newId = (entity: Entity) => {
    if (entity === "request") requests++;
    return make(entity);
  };
  const app = await openTest(env, { clock, newId });
  return { ...app, clock, requests: () => requests };
}

test("MAX_STREAMS is how many are open at once", async () => {
  await using app = await stage({ MAX_STREAMS: "2" });
  const path = streamOf(await app.client.start(["true"]));
  const open = () => app.client.fetch(path);
  const [first] = [await open(), await open()];
  const third = await open();
  expect([third.status, third.headers.get("Retry-After")]).toEqual([503, "5"]);
  expect(await third.json()).toMatchObject({ code: "unavailable" });
  await first?.body?.cancel();
  await until("room", () => app.ctx.streams.readers() === 1);
  const again = await open();
  expect(again.status).toBe(200);
});

test.each([
  ["2", [2, 2, 1]],
  ["500", [5]],
])("SSE_REPLAY_LIMIT=%s is how many lines a stream reads at a time", async (limit, counts) => {
  await using app = await stage({ SSE_REPLAY_LIMIT: limit });
  const { ctx } = app;
  const id = await app.client.start(["true"]);
  const insert = ctx.db.sqlite.query(
    "INSERT INTO execution_lines (execution_id, seq, attempt, offset_ms, stream, text) VALUES (?, ?, 1, 0, 'stdout', 'x')",
  );
  for (let seq = 1; seq <= 5; seq++) insert.run(id, seq);
  const headers = { "X-API-Key": app.client.key, Accept: "text/plain" };
  const seen = follow(await buildApp(ctx, features(ctx)).request(streamOf(id), { headers }));
  await settled();
  expect(seen.chunks.map((chunk) => chunk.split("\n").length - 1)).toEqual(counts);
  await seen.cancel();
});

const streamOf = (id: string) => `/admin/executions/${id}/stream`;

/** A request that has begun and does not come to its end. */
async function hang({ client, requests }: Awaited<ReturnType<typeof stage>>) {
  const { hostname, port } = new URL(client.url);
  const before = requests();
  let cut = false;
  const socket = await Bun.connect({
    hostname,
    port: Number(port),
    socket: {
      open: (socket) => void socket.write("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf"),
      close: () => {
        cut = true;
      },
      data() {},
    },
  });
  await until("the request", () => requests() > before);
  return { finish: () => socket.write("x".repeat(96)), isCut: () => cut };
}

test("DRAIN_SECS is how long a stopping server waits for a request under way", async () => {
  const app = await stage({ DRAIN_SECS: "10" });
  const request = await hang(app);
  let closed = false;
  const closing = app.close().then(() => {
    closed = true;
  });
  await settled();
  const { hostname, port } = new URL(app.client.url);
  await expect(Bun.connect({ hostname, port: Number(port), socket: { data() {} } })).rejects.toThrow();
  expect([closed, request.isCut()]).toEqual([false, false]);
  app.clock.advance(9_999);
  await settled();
  expect(closed).toBe(false);
  app.clock.advance(1);
  await closing;
  await until("the cut", request.isCut);
});

test("a request that ends in time ends the waiting, and streams end at once", async () => {
  const app = await stage({ DRAIN_SECS: "30" });
  const stream = follow(await app.client.fetch(streamOf(await app.client.start(["true"]))));
  await until("the stream", () => stream.text() !== "");
  const request = await hang(app);
  const closing = app.close();
  await until("its end", () => stream.ended);
  request.finish();
  await closing;
});
