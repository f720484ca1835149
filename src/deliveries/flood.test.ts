import { expect, test } from "bun:test";
import { fakeClock } from "~/kit/clock.ts";
import { type Entity, idMaker } from "~/kit/ids.ts";
import { deliver, post, signature, webhook } from "~/testing/deliver.ts";
import { openTest } from "~/testing/server.ts";
import { until } from "~/testing/until.ts";

const wrong = { secret: "wrong secret" };
const unsigned = { secret: "" };

/** Sends the head of a request, never its body, and answers the first line of what comes back. */
async function headAlone(url: string, headers: Record<string, string>): Promise<string> {
  const { hostname, port } = new URL(url);
  const answered = Promise.withResolvers<string>();
  const socket = await Bun.connect({
    hostname,
    port: Number(port),
    socket: {
      data: (_, bytes) => answered.resolve(bytes.toString().split("\r\n")[0] ?? ""),
      close: () => answered.reject(new Error("closed without an answer")),
    },
  });
  const lines = Object.entries({ Host: "localhost", "Content-Length": "1000", ...headers });
  socket.write(`POST / HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n`);
  return answered.promise.finally(() => socket.end());
}

test("20 of 10 seconds may fail to verify; the next one is turned away before its body is read", async () => {
  await using app = await openTest();
  const { client } = app;
  await webhook(client);
  for (let i = 0; i < 20; i++) {
    const given = i % 2 === 0 ? unsigned : wrong;
    expect((await post(client, `{"n":${i}}`, given)).status).toBe(401);
  }
  const refused = await post(client, "{}", unsigned);
  expect(refused.status).toBe(429);
  const seconds = Number(refused.headers.get("Retry-After"));
  expect(seconds).toBeGreaterThan(0);
  expect(seconds).toBeLessThanOrEqual(10);
  expect(await refused.json()).toMatchObject({ code: "limited" });
  expect(await headAlone(client.url, {})).toBe("HTTP/1.1 429 Too Many Requests");
  expect(await headAlone(client.url, { "X-Webhook-Signature-256": "sha256=1" })).toBe("HTTP/1.1 429 Too Many Requests");
  // A wrong signature cannot be told from a right one without the body; then it is turned away as well.
  expect((await post(client, "{}", wrong)).status).toBe(429);
  for (let n = 0; n < 30; n++) await deliver(client, { n });
}, 20_000);

test("what goes well is not limited", async () => {
  await using app = await openTest({ UNVERIFIED_DELIVERIES_PER_10_SECS: "1" });
  await webhook(app.client, {}, { enabled: false });
  const all = await Promise.all(Array.from({ length: 100 }, (_, n) => post(app.client, `{"n":${n}}`)));
  expect(new Set(all.map(({ status }) => status))).toEqual(new Set([202]));
}, 20_000);

/** Says that much is to come, sends a byte and waits. */
function dawdle(url: string, path: string, headers: Record<string, string>) {
  const { hostname, port } = new URL(url);
  const answered = Promise.withResolvers<string>();
  const lines = Object.entries({ Host: "localhost", "Content-Length": String(10 * 1024 * 1024), ...headers });
  const head = `POST ${path} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n{`;
  void Bun.connect({
    hostname,
    port: Number(port),
    socket: {
      open: (socket) => void socket.write(head),
      data: (_, bytes) => answered.resolve(bytes.toString().split("\r\n")[0] ?? ""),
      close: () => answered.resolve("closed"),
    },
  });
  return answered.promise;
}

test("strangers who send nothing keep out nobody, and are put out in time", async () => {
  const clock = fakeClock();
  const make = idMaker(clock.now);
  let requests = 0;
  const newId = (entity: Entity) => {
    if (entity === "request") requests++;
    return make(entity);
  };
  await using app = await openTest({}, { clock, newId });
  const { client } = app;
  const { id } = await webhook(client, {}, { enabled: false });
  const path = `/api/webhooks/${id}`;
  const before = requests;
  const headers = { "X-Webhook-Signature-256": signature("not yet known", "") };
  const ends: string[] = [];
  const idle = Array.from({ length: 12 }, () => dawdle(client.url, path, headers).then((line) => ends.push(line)));
  await until("all of them", () => requests === before + 12);
  expect((await post(client, "{}", { path })).status).toBe(202);
  // Of one address eight may be slow.
  clock.advance(1_000);
  await until("the oldest to go", () => ends.length === 4);
  expect((await post(client, "{}", { path })).status).toBe(202);
  clock.advance(13_999);
  expect((await post(client, "{}", { path })).status).toBe(202);
  expect(ends).toHaveLength(4);
  clock.advance(1);
  await Promise.all(idle);
  expect(new Set(ends)).toEqual(new Set(["HTTP/1.1 408 Request Timeout"]));
});

test("a receiver that is not there reads no body", async () => {
  await using app = await openTest();
  const answer = await dawdle(app.client.url, "/api/webhooks/trig-01kb3m6g000000000000", {
    "X-Webhook-Signature-256": signature("some", ""),
  });
  expect(answer).toBe("HTTP/1.1 401 Unauthorized");
});
