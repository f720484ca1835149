import { expect, test } from "bun:test";
import { deliver, post, signature, webhook } from "~/testing/deliver.ts";
import { openTest } from "~/testing/server.ts";

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

test("many that are on their way with large bodies are told to come again", async () => {
  await using app = await openTest();
  const { client } = app;
  const { id } = await webhook(client, {}, { enabled: false });
  const path = `/api/webhooks/${id}`;
  const headers = { "X-Webhook-Signature-256": signature("not yet known", "") };
  const gates = Array.from({ length: 7 }, () => Promise.withResolvers<void>());
  const waiting = gates.map(({ promise }) => {
    const body = new ReadableStream({
      async pull(controller) {
        controller.enqueue(Buffer.from("{"));
        await promise;
        controller.close();
      },
    });
    return client.fetch(path, { method: "POST", body, headers });
  });
  // Without a length each of them may become 10 MiB, and 64 MiB may be on their way.
  const refused = await Promise.race(waiting);
  expect([refused.status, refused.headers.get("Retry-After")]).toEqual([503, "5"]);
  // A small one that says how small it is still finds room.
  expect((await post(client, "{}", { path })).status).toBe(202);
  for (const gate of gates) gate.resolve();
  const others = (await Promise.all(waiting)).filter((response) => response !== refused);
  expect(others.map(({ status }) => status)).toEqual(Array(6).fill(401));
}, 20_000);
