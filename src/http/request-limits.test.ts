import { expect, test } from "bun:test";
import { fakeClock } from "~/kit/clock.ts";
import { deliver, webhook } from "~/testing/deliver.ts";
import { openTest } from "~/testing/server.ts";

/** As an operator has it who sets nothing, on a clock that stands still. */
async function stage(env: Record<string, string> = {}) {
  const clock = fakeClock();
  const app = await openTest({ READS_PER_MINUTE: "", WRITES_PER_MINUTE: "", ...env }, { clock });
  const status = async (path: string, init?: RequestInit) => (await app.client.fetch(path, init)).status;
  return { ...app, clock, status };
}

const write = { method: "POST", body: "{}", headers: { "Content-Type": "application/json" } };

test("120 changes a minute with a key, then 429 with when to come again; reads go on", async () => {
  await using app = await stage();
  for (let i = 0; i < 120; i++) expect(await app.status("/admin/triggers/preview", write)).toBe(400);
  const refused = await app.client.fetch("/admin/triggers/preview", write);
  expect(refused.status).toBe(429);
  expect(refused.headers.toJSON()).toMatchObject({
    "retry-after": "1",
    ratelimit: '"writes";r=0;t=60',
    "ratelimit-policy": '"writes";q=120;w=60',
  });
  expect(await refused.json()).toMatchObject({ code: "limited", detail: expect.stringContaining("this key") });
  expect(await app.status("/admin/triggers")).toBe(200);
  app.clock.advance(500);
  expect(await app.status("/admin/triggers/preview", write)).toBe(400);
  expect(await app.status("/admin/triggers/preview", write)).toBe(429);
});

test("1,200 reads a minute, each told how many are left, wherever they come from", async () => {
  await using app = await stage({ TRUST_PROXY: "127.0.0.1" });
  const from = (n: number) => ({ headers: { "X-Forwarded-For": `10.0.0.${n % 250}` } });
  const read = { method: "HEAD" };
  for (let i = 1; i <= 1_200; i++) {
    const { status, headers } = await app.client.fetch("/admin/queue", { ...read, ...from(i) });
    expect([status, headers.get("RateLimit")]).toEqual([200, `"reads";r=${1_200 - i};t=${Math.ceil(i / 20)}`]);
  }
  expect(await app.status("/admin/queue", from(1))).toBe(429);
}, 20_000);

test("READS_PER_MINUTE and WRITES_PER_MINUTE are what somebody may", async () => {
  await using app = await stage({ READS_PER_MINUTE: "2", WRITES_PER_MINUTE: "1" });
  const statuses = [];
  for (let i = 0; i < 3; i++)
    statuses.push(await app.status("/admin/triggers"), await app.status("/admin/queue", write));
  expect(statuses).toEqual([200, 405, 200, 429, 429, 429]);
});

test("health, the documents and pages are never limited, nor are streams by their rate", async () => {
  await using app = await stage({ READS_PER_MINUTE: "1" });
  const paths = ["/", "/docs", "/openapi/openapi.json", "/health/liveness", "/admin/executions/none/stream"];
  for (const path of paths)
    for (let i = 0; i < 5; i++) {
      const { status, headers } = await app.client.fetch(path);
      expect([status, headers.get("RateLimit")]).toEqual([path.includes("none") ? 400 : 200, null]);
    }
});

test("a delivery that verifies is not refused below 1,000 a second; what does not is, after 20 in 10 s", async () => {
  await using app = await stage();
  await webhook(app.client, {}, { enabled: false });
  for (let i = 0; i < 21; i++) await deliver(app.client, { i }, { secret: "a wrong secret" }, i < 20 ? 401 : 429);
  for (let i = 0; i < 100; i++) await deliver(app.client, { i });
  app.clock.advance(500);
  await deliver(app.client, {}, { secret: "a wrong secret" }, 401);
  await deliver(app.client, {}, { secret: "a wrong secret" }, 429);
});
