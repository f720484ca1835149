import { afterEach, beforeEach, expect, test } from "bun:test";
import { memoryLog } from "~/testing/memory-log.ts";
import { Bells } from "./bells.ts";
import { type FakeClock, fakeClock } from "./clock.ts";
import { startFollower } from "./follower.ts";

let clock: FakeClock;
let bells: Bells;
let disposer: AsyncDisposableStack;
let news: string[];
let taken: string[];

beforeEach(() => {
  [clock, bells, disposer, news, taken] = [fakeClock(), new Bells(), new AsyncDisposableStack(), [], []];
});
afterEach(() => disposer.disposeAsync());

const { log, lines } = memoryLog();
const follow = (take: (one: string) => void) =>
  startFollower(
    { bells, clock, log, disposer },
    {
      ...{ follower: "test", bell: "news" },
      takeNext() {
        const [one] = news;
        if (one === undefined) return false;
        take(one);
        taken.push(news.shift() ?? "");
        return true;
      },
      passOver: () => void news.shift(),
    },
  );
const tell = (...more: string[]) => {
  news.push(...more);
  bells.ring("news");
  clock.advance(0);
};

test("all that is new is taken in, in order, from the start on and at every ring", () => {
  news.push("one", "two");
  follow(() => {});
  clock.advance(0);
  tell("three", "four");
  expect(taken).toEqual(["one", "two", "three", "four"]);
});

test("what cannot be taken in is tried ten times, later and later, and then passed over: what follows it is not", () => {
  let tries = 0;
  follow((one) => {
    if (one === "bad") tries += 1;
    if (one === "bad" || (one === "worse" && tries < 11)) throw new Error("not this one");
  });
  tell("good", "bad", "next");
  expect([taken, tries]).toEqual([["good"], 1]);
  clock.advance(2_000);
  expect(tries).toBe(2);
  clock.advance(600_000);
  expect([taken, tries]).toEqual([["good", "next"], 10]);
  tell("worse", "last");
  clock.advance(3_000);
  expect([taken, news]).toEqual([
    ["good", "next"],
    ["worse", "last"],
  ]);
  expect(lines.length).toBeGreaterThan(10);
});

test("a database that fails for the moment passes nothing over, however long that takes, and all goes on once it is over", () => {
  let locked = true;
  follow(() => {
    if (locked) throw Object.assign(new Error("database is locked"), { code: "SQLITE_BUSY" });
  });
  tell("one", "two");
  clock.advance(3_600_000);
  locked = false;
  clock.advance(1_000);
  expect(taken).toEqual(["one", "two"]);
});

test("after the end nothing is taken in any more", async () => {
  follow(() => {});
  await disposer.disposeAsync();
  tell("one");
  clock.advance(1_000);
  expect(taken).toEqual([]);
  disposer = new AsyncDisposableStack();
});
