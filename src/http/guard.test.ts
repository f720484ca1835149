import { afterEach, beforeEach, expect, test } from "bun:test";
import { type FakeClock, fakeClock } from "~/kit/clock.ts";
import { memoryLog } from "~/testing/memory-log.ts";
import { openTest } from "~/testing/server.ts";

const SETTINGS = { TRUST_PROXY: "127.0.0.1", FAILED_KEYS_PER_MINUTE: "3", FAILED_KEYS_PER_MINUTE_IN_ALL: "8" };
const { log, lines } = memoryLog();
let clock: FakeClock;
let app: Awaited<ReturnType<typeof openTest>>;
beforeEach(async () => {
  clock = fakeClock();
  lines.length = 0;
  app = await openTest(SETTINGS, { clock, log });
});
afterEach(() => app[Symbol.asyncDispose]());

const ask = (address: string, key: string, path = "/admin/triggers") =>
  app.client.fetch(path, { headers: { "X-Forwarded-For": address, "X-API-Key": key } });
const statusOf = async (address: string, key: string) => (await ask(address, key)).status;

test("while many addresses guess, one that never showed a right key is refused, and one that did goes on", async () => {
  expect(await statusOf("1.1.1.1", app.client.key)).toBe(200);
  for (let i = 0; i < 8; i++) expect(await statusOf(`2.2.2.${i}`, "wrong")).toBe(401);
  expect(await statusOf("3.3.3.3", app.client.key)).toBe(429);
  expect(await statusOf("2.2.2.9", "wrong")).toBe(429);
  expect(await statusOf("1.1.1.1", app.client.key)).toBe(200);
  // It may guess no more than others.
  for (const status of [401, 401, 401, 429]) expect(await statusOf("1.1.1.1", "wrong")).toBe(status);
  clock.advance(60_000);
  expect(await statusOf("3.3.3.3", app.client.key)).toBe(200);
});

test("of IPv6 a /64 is one address, for guesses and for right keys", async () => {
  for (let i = 0; i < 3; i++) expect(await statusOf(`2001:db8:0:1::${i}`, "wrong")).toBe(401);
  expect(await statusOf("2001:db8:0:1:ffff::1", app.client.key)).toBe(429);
  expect(await statusOf("2001:db8:0:2::1", app.client.key)).toBe(200);
  for (let i = 0; i < 5; i++) await statusOf(`2.2.2.${i}`, "wrong");
  expect(await statusOf("2001:db8:0:2:ffff::1", app.client.key)).toBe(200);
});

test("who is refused learns when to come again", async () => {
  for (let i = 0; i < 3; i++) await ask("1.1.1.1", "wrong");
  const { headers, status } = await ask("1.1.1.1", app.client.key);
  expect([status, headers.get("Retry-After"), headers.get("RateLimit-Policy"), headers.get("RateLimit")]).toEqual([
    ...[429, "20"],
    ...['"failures";q=3;w=60', '"failures";r=0;t=60'],
  ]);
});

test("a thousand guesses of one address are three, and leave one line each, without what was guessed", async () => {
  const statuses = await Promise.all(
    Array.from({ length: 1_000 }, async (_, i) => (await ask("1.1.1.1", `guess-${i}`, `/admin/budgets/x${i}`)).status),
  );
  expect(statuses.filter((status) => status === 401)).toHaveLength(3);
  expect(statuses.filter((status) => status === 429)).toHaveLength(997);
  const refusals = lines.filter(({ security }) => security);
  expect(refusals).toHaveLength(3);
  for (const line of refusals)
    expect(line).toMatchObject({
      ...{ level: 40, security: "wrong_key", address: "1.1.1.1", route: "GET /admin/budgets/:id" },
      request_id: expect.stringMatching(/^req-/),
    });
  expect(JSON.stringify(lines)).not.toContain("guess-");
});

test("who sends nothing has guessed nothing", async () => {
  for (let i = 0; i < 20; i++)
    expect((await app.client.fetch("/admin", { headers: { "X-API-Key": "" } })).status).toBe(401);
  expect(await statusOf("127.0.0.1", app.client.key)).toBe(200);
});

test("where nobody is asked for a key, many addresses learn no more of theirs than one does", async () => {
  const isKnown = async (address: string, key: string) =>
    (await (await ask(address, key, "/health/readiness")).json()).checks !== undefined;
  for (let i = 0; i < 8; i++) expect(await isKnown(`2.2.2.${i}`, "wrong")).toBe(false);
  expect(await isKnown("3.3.3.3", app.client.key)).toBe(false);
  expect(await statusOf("3.3.3.3", app.client.key)).toBe(200);
  expect(await isKnown("3.3.3.3", app.client.key)).toBe(true);
});
