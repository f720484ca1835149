import { afterAll, beforeAll, expect, test } from "bun:test";
import { fakeClock } from "~/kit/clock.ts";
import { SECRET, signature, webhook } from "~/testing/deliver.ts";
import { raw } from "~/testing/raw.ts";
import { openTest } from "~/testing/server.ts";
import { until } from "~/testing/until.ts";

const JSON_TYPE = { "Content-Type": "application/json" };
let app: Awaited<ReturnType<typeof openTest>>;

beforeAll(async () => {
  app = await openTest();
  await webhook(app.client);
});

afterAll(() => app[Symbol.asyncDispose]());

async function refused(method: string, path: string, init: RequestInit = {}) {
  const response = await app.client.fetch(path, { method, ...init });
  return { status: response.status, body: await response.json() };
}

test.each(["/admin/triggers", "/"])("odd JSON at %s is 400 and said what is odd", async (path) => {
  const send = async (body: string | Uint8Array<ArrayBuffer>) => {
    const headers = { ...JSON_TYPE, "X-Webhook-Signature-256": signature(SECRET, body) };
    const answer = await refused("POST", path, { body, headers });
    return [answer.status, answer.body.detail];
  };
  expect(await send('{"name":"a","name":"b"}')).toEqual([400, "name: stands there twice"]);
  expect(await send(`{"name":1e999}`)).toEqual([400, "name: is too large a number"]);
  expect(await send("[".repeat(100_000))).toEqual([400, "body: may be nested 64 levels deep at most"]);
  expect(await send(new Uint8Array([0x7b, 0xff, 0x7d]))).toEqual([400, "body: must be UTF-8"]);
  expect(await send('{"name":')).toEqual([400, "The body must be JSON."]);
});

test("what would pollute a prototype is a field that is not known", async () => {
  const body = '{"name":"x","__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}';
  const { status, body: answer } = await refused("POST", "/admin/products", { body, headers: JSON_TYPE });
  const paths = answer.errors.map(({ path }: { path: string }) => path);
  expect([status, paths]).toEqual([400, expect.arrayContaining(["__proto__", "constructor"])]);
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});

test("a query field given twice is refused, not chosen from", async () => {
  expect((await refused("GET", "/admin/triggers?limit=1&limit=200")).status).toBe(400);
});

test.each([
  ["a length that is none", "Content-Length: abc\n"],
  ["a negative length", "Content-Length: -1\n"],
  ["two lengths", "Content-Length: 2\nContent-Length: 3\n"],
  ["a length beside chunks", "Content-Length: 2\nTransfer-Encoding: chunked\n"],
  ["a coding that is not known", "Transfer-Encoding: gzip\n"],
  ["a head of 20 KiB", `X-Long: ${"x".repeat(20_480)}\n`],
])("%s is refused before it is ours", async (_, fields) => {
  const key = `X-API-Key: ${app.client.key}\nContent-Type: application/json\nConnection: close\n`;
  const answer = await raw(app.client.url, `POST /admin/products HTTP/1.1\nHost: x\n${key}${fields}\n{}`);
  expect(answer === "" || /^HTTP\/1\.1 4\d\d /.test(answer)).toBe(true);
  expect((await app.client.call("GET", "/admin/products")).products).toEqual([]);
});

test("an address of 20 KiB is refused", async () => {
  const { status } = await fetch(`${app.client.url}/admin/triggers?${"x".repeat(20_480)}`);
  expect(status).toBe(431);
});

test("a body that does not end is cut off after 30 s", async () => {
  const clock = fakeClock();
  await using slow = await openTest({}, { clock });
  const body = new ReadableStream({ start: (controller) => controller.enqueue(Buffer.from('{"name":')) });
  let answer: Response | undefined;
  const asked = slow.client.fetch("/admin/products", { method: "POST", body, headers: JSON_TYPE }).then((response) => {
    answer = response;
  });
  await until("the answer", () => {
    clock.advance(10_000);
    return answer;
  });
  await asked;
  expect(await answer?.json()).toMatchObject({ status: 408, code: "too_slow" });
});
