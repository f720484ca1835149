import { heapStats } from "bun:jsc";
import { expect, test } from "bun:test";
import { fakeClock } from "~/kit/clock.ts";
import { Fault } from "~/kit/fault.ts";
import { memoryLog } from "~/testing/memory-log.ts";
import { openTest } from "~/testing/server.ts";
import { failureLimit, limitFields, openMeter } from "./limits.ts";

function refusal(limit: ReturnType<typeof failureLimit>, address: string) {
  try {
    limit.refuse(address, "Too many.");
    return undefined;
  } catch (error) {
    if (error instanceof Fault) return { kind: error.kind, after: error.headers["Retry-After"] };
    throw error;
  }
}

test("an address is refused after its last allowed failure, until the first of them has come back", () => {
  const clock = fakeClock();
  const limit = failureLimit(clock, 3, 60_000);
  for (let i = 0; i < 3; i++) {
    expect(refusal(limit, "a")).toBeUndefined();
    limit.count("a");
    clock.advance(1_000);
  }
  expect(refusal(limit, "a")).toEqual({ kind: "limited", after: "17" });
  expect(refusal(limit, "b")).toBeUndefined();
  clock.advance(16_999);
  expect(refusal(limit, "a")).toEqual({ kind: "limited", after: "1" });
  clock.advance(1);
  expect(refusal(limit, "a")).toBeUndefined();
  limit.count("a");
  expect(refusal(limit, "a")).toEqual({ kind: "limited", after: "20" });
});

test("twice the limit fits nowhere: after all at once they come back one by one", () => {
  const clock = fakeClock();
  const meter = openMeter(clock, 10_000);
  let taken = 0;
  const rush = () => {
    for (; meter.left("a", 20).left > 0; taken++) meter.count("a", 20);
  };
  clock.advance(9_999);
  rush();
  expect(taken).toBe(20);
  clock.advance(2);
  rush();
  expect(taken).toBe(20);
  clock.advance(1_000);
  rush();
  expect(taken).toBe(22);
  clock.advance(10_000);
  rush();
  expect(taken).toBe(42);
});

test("the fields say what is left, one less each time, and when all of it is back", () => {
  const clock = fakeClock();
  const meter = openMeter(clock, 60_000);
  const said = Array.from({ length: 3 }, () => limitFields("reads", meter.count("a", 120)));
  expect(said[0]).toEqual({ "RateLimit-Policy": '"reads";q=120;w=60', RateLimit: '"reads";r=119;t=1' });
  expect(said.map((fields) => fields.RateLimit)).toEqual(
    [119, 118, 117].map((r, i) => `"reads";r=${r};t=${[1, 1, 2][i]}`),
  );
  clock.advance(1_500);
  expect(meter.left("a", 120)).toMatchObject({ left: 120, next_ms: 0, all_ms: 0 });
});

test("what is counted is kept over the turn of the generations, and forgotten once it has all come back", () => {
  const clock = fakeClock();
  const meter = openMeter(clock, 10_000);
  meter.count("other", 2);
  clock.advance(9_000);
  for (let i = 0; i < 2; i++) meter.count("a", 2);
  clock.advance(1_000);
  meter.count("other", 2);
  expect(meter.left("a", 2)).toMatchObject({ left: 0, next_ms: 4_000 });
});

test("a million addresses cost bounded memory: the oldest are forgotten", () => {
  const limit = failureLimit(fakeClock(), 1, 60_000);
  const used = () => {
    Bun.gc(true);
    const { heapSize, extraMemorySize } = heapStats();
    return heapSize + extraMemorySize;
  };
  const before = used();
  for (let i = 0; i < 1_000_000; i++) limit.count(`10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`);
  expect(used() - before).toBeLessThan(50 * 1024 * 1024);
  expect(refusal(limit, "10.0.0.0")).toBeUndefined();
  expect(refusal(limit, "10.15.66.63")).toBeDefined();
}, 20_000);

test.each([
  ["2001:db8::1", "2001:db8::2", true],
  ["2001:db8:0:0:1::", "2001:DB8::ffff:1", true],
  ["2001:db8:0:1::1", "2001:db8:0:2::1", false],
  ["64:ff9b::1.2.3.4", "64:ff9b::5.6.7.8", true],
  ["::1", "::2", true],
  ["1.1.1.1", "1.1.1.2", false],
])("%s and %s are one party: %s", (one, other, same) => {
  const limit = failureLimit(fakeClock(), 1, 60_000);
  limit.count(one);
  expect(refusal(limit, other) !== undefined).toBe(same);
});

const from = (address: string, key: string): RequestInit => ({
  headers: { "X-Forwarded-For": address, "X-API-Key": key },
});

test("an address with too many wrong keys is refused, with the right one too; another is not", async () => {
  const clock = fakeClock();
  await using app = await openTest({ TRUST_PROXY: "127.0.0.1", FAILED_KEYS_PER_MINUTE: "3" }, { clock });
  const { client } = app;
  const statuses: number[] = [];
  for (let i = 0; i < 5; i++) statuses.push((await client.fetch("/admin/triggers", from("1.1.1.1", "wrong"))).status);
  expect(statuses).toEqual([401, 401, 401, 429, 429]);
  const refused = await client.fetch("/admin/triggers", from("1.1.1.1", client.key));
  expect([refused.status, refused.headers.get("Retry-After")]).toEqual([429, "20"]);
  expect(await refused.json()).toMatchObject({ code: "limited", status: 429 });
  expect((await client.fetch("/admin/triggers", from("2.2.2.2", client.key))).status).toBe(200);
  expect((await client.fetch("/admin/triggers", from("9.9.9.9, 1.1.1.1", client.key))).status).toBe(429);
  expect((await client.fetch("/health/liveness", from("1.1.1.1", ""))).status).toBe(200);
  clock.advance(60_000);
  expect((await client.fetch("/admin/triggers", from("1.1.1.1", client.key))).status).toBe(200);
});

test("what was right is never limited, and ten wrong keys a minute are", async () => {
  await using app = await openTest();
  const { client } = app;
  for (let i = 0; i < 50; i++) expect((await client.fetch("/admin/triggers")).status).toBe(200);
  const statuses: number[] = [];
  for (let i = 0; i < 12; i++)
    statuses.push((await client.fetch("/admin/triggers", { headers: { "X-API-Key": `wrong ${i}` } })).status);
  expect(statuses.filter((status) => status === 401)).toHaveLength(10);
  expect(statuses.slice(10)).toEqual([429, 429]);
});

test.each([
  ["1.1.1.1", "1.1.1.1"],
  ["9.9.9.9, 1.1.1.1", "1.1.1.1"],
  ["9.9.9.9, 1.1.1.1, 127.0.0.1", "1.1.1.1"],
  ["::ffff:1.1.1.1", "1.1.1.1"],
  ["2001:db8::1", "2001:db8::1"],
  ["1.1.1.1:5678", "1.1.1.1"],
  ["[2001:db8::1]", "2001:db8::1"],
  ["[2001:db8::1]:443, 127.0.0.1:80", "2001:db8::1"],
  ["unknown", "127.0.0.1"],
  ["1.1.1.1, <script>", "127.0.0.1"],
  ["1.1.1.999", "127.0.0.1"],
  ["", "127.0.0.1"],
  [" , ", "127.0.0.1"],
])("X-Forwarded-For %j of a trusted proxy means %s", async (forwarded, address) => {
  const { log, lines } = memoryLog();
  await using app = await openTest({ TRUST_PROXY: "127.0.0.1,::1" }, { log });
  await app.client.fetch("/health/liveness", { headers: { "X-Forwarded-For": forwarded } });
  expect(lines.find(({ msg }) => msg === "request")).toMatchObject({ address });
  expect(lines.filter(({ level }) => level >= 40)).toEqual([]);
});

test("without TRUST_PROXY the header is ignored, and that is said once", async () => {
  const { log, lines } = memoryLog();
  await using app = await openTest({ FAILED_KEYS_PER_MINUTE: "2" }, { log });
  for (let i = 0; i < 3; i++) await app.client.fetch("/admin/triggers", from(`1.1.1.${i}`, "wrong"));
  expect((await app.client.fetch("/admin/triggers", from("2.2.2.2", app.client.key))).status).toBe(429);
  expect(lines.filter(({ msg }) => msg === "request").map(({ address }) => address)).toEqual(
    Array(4).fill("127.0.0.1"),
  );
  const warnings = lines.filter(({ msg }) => /TRUST_PROXY/.test(msg));
  expect(warnings).toMatchObject([{ level: 40 }]);
});
