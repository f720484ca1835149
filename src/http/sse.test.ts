import { afterEach, expect, test } from "bun:test";
import type { Socket } from "bun";
import { follow, settled, streamStage } from "~/testing/stream-stage.ts";
import { until } from "~/testing/until.ts";

type Stage = ReturnType<typeof streamStage>;
const servers: Bun.Server<undefined>[] = [];

afterEach(() => Promise.all(servers.splice(0).map((server) => server.stop(true))));

function listen({ app }: Stage): Bun.Server<undefined> {
  const server = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: (request, server) => app.fetch(request, server) });
  servers.push(server);
  return server;
}

const get = ({ app }: Stage, headers: Record<string, string> = {}, method = "GET") =>
  app.request("/", { method, headers });

test("an answer is a stream that nobody stores or buffers", async () => {
  const response = await get(streamStage());
  expect(response.headers.toJSON()).toMatchObject({
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-store",
    "x-accel-buffering": "no",
  });
});

test.each(["7.end", "0.end", ".end"])("who comes back with Last-Event-ID %s has all of it: 204", async (id) => {
  const stage = streamStage({ rows: 9 });
  const response = await get(stage, { "Last-Event-ID": id });
  expect([response.status, await response.text(), stage.streams.readers()]).toEqual([204, "", 0]);
});

test("HEAD answers the headers and opens no reader", async () => {
  const stage = streamStage({ rows: 9 });
  const response = await get(stage, {}, "HEAD");
  expect([response.status, response.headers.get("Content-Type")]).toEqual([200, "text/event-stream; charset=utf-8"]);
  expect([stage.streams.readers(), stage.bells.listeners("feed"), stage.state.pages]).toEqual([0, 0, 0]);
});

test("beyond the limit a reader is told when to come again, until another leaves", async () => {
  const stage = streamStage({ limit: 2 });
  const [first] = [follow(await get(stage)), follow(await get(stage, { Accept: "text/plain" }))];
  const refused = await get(stage);
  expect([refused.status, refused.headers.get("Retry-After")]).toEqual([503, "5"]);
  expect([stage.streams.readers(), stage.streams.readers("feed"), stage.streams.readers("other")]).toEqual([2, 2, 0]);
  await first?.cancel();
  await settled();
  expect((await get(stage)).status).toBe(200);
});

test("close ends every stream with a clean end, and nobody joins after it", async () => {
  const stage = streamStage({ rows: 1 });
  const server = listen(stage);
  const texts = await Promise.all(Array.from({ length: 5 }, async () => follow(await fetch(server.url))));
  await until("five readers", () => stage.streams.readers() === 5);
  stage.streams.close();
  await until("five ends", () => texts.every(({ ended }) => ended));
  expect([stage.streams.readers(), stage.bells.listeners("feed")]).toEqual([0, 0]);
  expect((await get(stage)).status).toBe(503);
});

test("a thousand readers that go away leave nothing behind", async () => {
  const stage = streamStage({ rows: 1, limit: 2_000 });
  const server = listen(stage);
  for (let round = 0; round < 10; round++) {
    const abort = new AbortController();
    const opened = Array.from({ length: 100 }, (_, i) =>
      fetch(server.url, { signal: abort.signal, headers: i % 2 ? { Accept: "text/plain" } : {} }).catch(() => {}),
    );
    if (round % 2) await Promise.all(opened);
    else await until("some readers", () => stage.streams.readers() > 10);
    abort.abort();
    await Promise.all(opened);
  }
  await until("no reader", () => stage.streams.readers() === 0);
  expect(stage.bells.listeners("feed")).toBe(0);
});

test("a reader that never reads is ended after 30 s, and the others have every row", async () => {
  const stage = streamStage({ rows: 40, page: 1, size: 500_000 });
  const server = listen(stage);
  const request = "GET / HTTP/1.1\r\nHost: x\r\nAccept: text/plain\r\n\r\n";
  const stalled: Socket = await Bun.connect({
    hostname: "127.0.0.1",
    port: Number(server.url.port),
    socket: { open: (socket) => void [socket.pause(), socket.write(request)], data() {}, error() {} },
  });
  await until("the reader that stalls", () => stage.streams.readers() === 1);
  const good = follow(await fetch(server.url, { headers: { Accept: "text/plain" } }));
  await until("every row", () => good.text().length === 40 * 500_001);
  await settled();
  for (let i = 0; i < 5; i++) stage.clock.advance(5_000);
  await settled();
  expect(stage.streams.readers()).toBe(2);
  for (let i = 0; i < 2; i++) stage.clock.advance(5_000);
  await until("its end", () => stage.streams.readers() === 1);
  stage.change({ rows: 41, finished: true });
  await until("the last row", () => good.ended);
  expect(good.text().length).toBe(41 * 500_001);
  stalled.terminate();
});
