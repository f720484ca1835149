import { expect, test } from "bun:test";
import { type Clock, fakeClock, systemClock } from "./clock.ts";

test.each<[string, Clock]>([
  ["the system's", systemClock],
  ["the fake", fakeClock()],
])("%s clock writes instants as ISO-8601 UTC with milliseconds", (_, clock) => {
  expect(clock.iso()).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  expect(clock.iso(0)).toBe("1970-01-01T00:00:00.000Z");
  expect(Math.abs(Date.parse(clock.iso()) - clock.now())).toBeLessThan(1_000);
});

test("the fake clock runs what falls due in order, each at its own time", () => {
  const clock = fakeClock(1_000);
  const ran: [string, number][] = [];
  const run = (name: string) => () => ran.push([name, clock.now()]);
  clock.after(30, run("third"));
  clock.after(10, () => {
    run("first")();
    clock.after(10, run("second"));
    clock.after(-5, run("at once"));
  });
  clock.after(100, run("not yet"));
  clock.after(20, run("called off"))();
  clock.advance(50);
  expect(ran).toEqual([
    ["first", 1_010],
    ["at once", 1_010],
    ["second", 1_020],
    ["third", 1_030],
  ]);
  expect(clock.now()).toBe(1_050);
});

test.each<[string, Clock]>([
  ["the system's", systemClock],
  ["the fake", fakeClock()],
])("%s clock's monotonic time is not the time of day", (_, clock) => {
  expect(clock.monotonic()).toBeGreaterThanOrEqual(0);
  expect(clock.monotonic()).toBeLessThan(clock.now() / 2);
});

test("the fake clock's monotonic time goes with it", () => {
  const clock = fakeClock();
  const before = clock.monotonic();
  clock.advance(30);
  expect(clock.monotonic() - before).toBe(30);
});

test("the fake clock's sleepers wake when their time has come, or with their signal", async () => {
  const clock = fakeClock();
  const abort = new AbortController();
  const woken: string[] = [];
  const sleeps = [
    clock.sleep(10).then(() => woken.push("ten")),
    clock.sleep(1_000, abort.signal).then(() => woken.push("aborted")),
    clock.sleep(1_000, AbortSignal.abort()).then(() => woken.push("aborted before")),
  ];
  clock.advance(10);
  abort.abort();
  await Promise.all(sleeps);
  expect(woken.toSorted()).toEqual(["aborted", "aborted before", "ten"]);
});

test("the system's clock runs once, can be called off, and keeps no process alive", async () => {
  const ran: string[] = [];
  systemClock.after(0, () => ran.push("called off"))();
  await new Promise<void>((resolve) => {
    systemClock.after(1, () => resolve(void ran.push("once")));
  });
  await systemClock.sleep(60_000, AbortSignal.timeout(1));
  expect(ran).toEqual(["once"]);

  const program = `import { systemClock } from "${import.meta.dir}/clock.ts"; systemClock.after(60_000, () => {}); void systemClock.sleep(60_000)`;
  expect(Bun.spawnSync([process.execPath, "-e", program], { timeout: 5_000 }).exitCode).toBe(0);
});
