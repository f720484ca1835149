import { expect, test } from "bun:test";
import { follow, settled, streamStage } from "~/testing/stream-stage.ts";

type Stage = ReturnType<typeof streamStage>;

async function open({ app }: Stage, path = "/", headers: Record<string, string> = {}) {
  const seen = follow(await app.request(path, { headers }));
  await settled();
  return seen;
}

const STATUS = 'event: status\ndata: {"status":"running"}\n\n';
const row = (seq: number) => `id: ${seq}\nevent: log\ndata: {"seq":${seq}}\n\n`;
const rows = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => row(from + i)).join("");
const COMPLETE = (seq: number, status: string) => `id: ${seq}.end\nevent: complete\ndata: {"status":"${status}"}\n\n`;

test.each<[string, string, Record<string, string>, number]>([
  ["the beginning", "/", {}, 1],
  ["a cursor", "/?after=3", {}, 4],
  ["the last event that was seen, which wins", "/?after=1", { "Last-Event-ID": "5" }, 6],
  ["the cursor, when the last event has no number", "/?after=2", { "Last-Event-ID": "x" }, 3],
])("a reader gets the status, then the rows in order from %s", async (_, path, headers, from) => {
  const seen = await open(streamStage({ rows: 7, page: 2 }), path, headers);
  expect(seen.text()).toBe(STATUS + rows(from, 7));
  expect(seen.ended).toBe(false);
});

test("the first row of a burst goes out at once, the others at the end of each 15 ms", async () => {
  const stage = streamStage();
  const seen = await open(stage);
  stage.clock.advance(100);
  seen.chunks.length = 0;
  const add = async (count: number) => {
    for (let i = 0; i < count; i++) stage.change({ rows: stage.state.rows + 1 });
    await settled();
  };
  await add(1);
  expect(seen.chunks).toEqual([row(1)]);
  await add(3);
  stage.clock.advance(14);
  await settled();
  expect(seen.chunks).toHaveLength(1);
  stage.clock.advance(1);
  await settled();
  expect(seen.chunks).toEqual([row(1), rows(2, 4)]);
  await add(2);
  stage.clock.advance(15);
  await settled();
  expect(seen.chunks.at(-1)).toBe(rows(5, 6));
  stage.clock.advance(15);
  await add(1);
  expect(seen.chunks.at(-1)).toBe(row(7));
});

test("readers at one cursor share what is read, and one that comes late catches up", async () => {
  const stage = streamStage({ rows: 10, limit: 100 });
  const readers = await Promise.all(Array.from({ length: 20 }, () => open(stage)));
  stage.change({ rows: 11 });
  await settled();
  for (const { text } of readers) expect(text()).toBe(STATUS + rows(1, 11));
  const late = await open(stage);
  expect(late.text()).toBe(STATUS + rows(1, 11));
  const other = await open(stage, "/?after=10");
  expect(other.text()).toBe(STATUS + row(11));
});

test("one who catches up is given a page a turn of the loop, so that others have theirs", async () => {
  const seen = follow(await streamStage({ rows: 50, page: 1 }).app.request("/"));
  let turns = 0;
  for (; seen.chunks.length < 51; turns++) await new Promise(setImmediate);
  expect(turns).toBeGreaterThanOrEqual(50);
});

test("the feed is asked once for a row and once for what comes after it, however many wait", async () => {
  const stage = streamStage({ limit: 100 });
  for (let i = 0; i < 50; i++) await open(stage);
  const before = stage.state.pages;
  stage.change({ rows: 1 });
  await settled();
  expect(stage.state.pages - before).toBe(2);
});

test("a reader alone has each page read once, and nothing of it is kept for another", async () => {
  const stage = streamStage({ rows: 10, limit: 100 });
  await open(stage);
  expect(stage.state.pages).toBe(2);
  const late = await open(stage);
  expect(late.text()).toBe(STATUS + rows(1, 10));
  expect(stage.state.pages).toBe(3);
});

test("a status is sent when its version changes and not otherwise", async () => {
  const stage = streamStage();
  const seen = await open(stage);
  stage.change({});
  stage.clock.advance(15);
  stage.change({ status: "waiting" });
  await settled();
  stage.clock.advance(15);
  stage.change({ rows: 1 });
  stage.clock.advance(15);
  await settled();
  expect(seen.text()).toBe(`${STATUS}${STATUS.replace("running", "waiting")}${row(1)}`);
});

test("the end comes after the last row, bears its number, and closes the stream", async () => {
  const stage = streamStage({ rows: 2, page: 1 });
  const seen = await open(stage);
  stage.clock.advance(15);
  stage.change({ rows: 4, status: "failed", finished: true });
  await settled();
  const failed = STATUS.replace("running", "failed");
  expect(seen.text()).toBe(STATUS + rows(1, 2) + failed + rows(3, 4) + COMPLETE(4, "failed"));
  expect(seen.ended).toBe(true);
  expect(stage.streams.readers()).toBe(0);
  const after = await open(stage, "/?after=4");
  expect(after.text()).toBe(failed + COMPLETE(4, "failed"));
  expect(after.ended).toBe(true);
});

test("after 15 s of silence there is a comment, and again after each 15 s", async () => {
  const stage = streamStage({ rows: 1 });
  const seen = await open(stage);
  seen.chunks.length = 0;
  const wait = async (ms: number) => {
    for (let i = 0; i < ms; i += 5_000) {
      stage.clock.advance(5_000);
      await settled();
    }
  };
  await wait(10_000);
  expect(seen.chunks).toEqual([]);
  await wait(5_000);
  expect(seen.chunks).toEqual([": still here\n\n"]);
  await wait(10_000);
  stage.change({ rows: 2 });
  await settled();
  await wait(10_000);
  expect(seen.text()).toBe(`: still here\n\n${row(2)}`);
});

test("text is the bare lines, and nothing else is ever written to it", async () => {
  const stage = streamStage({ rows: 2 });
  const response = await stage.app.request("/?after=1", { headers: { Accept: "text/plain" } });
  expect(response.headers.get("Content-Type")).toBe("text/plain; charset=utf-8");
  const seen = follow(response);
  await settled();
  for (let i = 0; i < 8; i++) stage.clock.advance(5_000);
  stage.change({ rows: 3, status: "succeeded", finished: true });
  await settled();
  expect([seen.text(), seen.ended]).toEqual(["line 2\nline 3\n", true]);
});

test("a clock that is set back holds no rows", async () => {
  const stage = streamStage();
  const seen = await open(stage);
  stage.change({ rows: 1 });
  stage.clock.advance(-3_600_000);
  stage.change({ rows: 2 });
  stage.clock.advance(15);
  await settled();
  expect(seen.text()).toBe(STATUS + rows(1, 2));
});

test("a feed that fails ends its readers and not the one who rings", async () => {
  const stage = streamStage({ rows: 1 });
  const seen = await open(stage);
  stage.change({ broken: true });
  await settled();
  expect([seen.ended, stage.streams.readers(), stage.bells.listeners("feed")]).toEqual([true, 0, 0]);
  expect(stage.logged).toMatchObject([{ level: 50, msg: "a stream failed" }]);
});

test.each<[string, Record<string, string>]>([
  ["/?after=5000", {}],
  ["/", { "Last-Event-ID": "99999999999999999999" }],
])("a cursor beyond the newest row is that row's: %s %j", async (path, headers) => {
  const stage = streamStage({ rows: 3 });
  const seen = await open(stage, path, headers);
  stage.change({ rows: 4 });
  await settled();
  expect(seen.text()).toBe(STATUS + row(4));
  stage.clock.advance(15);
  stage.change({ status: "succeeded", finished: true });
  await settled();
  expect(seen.text()).toEndWith(COMPLETE(4, "succeeded"));
  const late = await open(stage, path, headers);
  expect(late.text()).toEndWith(COMPLETE(4, "succeeded"));
});
