import { expect, test } from "bun:test";
import { Bells } from "./bells.ts";

test("a reader that looks and then waits misses nothing, whenever the rings come", async () => {
  const bells = new Bells();
  const table: number[] = [];
  const seen: number[] = [];
  const read = async () => {
    while (seen.length < 1_000) {
      const news = table.slice(seen.length);
      if (news.length > 0) seen.push(...news);
      else await bells.wait("table");
    }
  };
  const reading = read();
  for (let i = 0; i < 1_000; i++) {
    table.push(i);
    bells.ring("table");
    if (i % 3 === 0) await Promise.resolve();
    if (i % 100 === 0) await new Promise(setImmediate);
  }
  await reading;
  expect(seen).toEqual(table);
  expect(bells.listeners("table")).toBe(0);
});

test("a ring wakes all who wait on its key and nobody else", async () => {
  const bells = new Bells();
  const woken: string[] = [];
  for (const key of ["a", "a", "b"]) void bells.wait(key).then(() => woken.push(key));
  bells.ring("a");
  bells.ring("nobody");
  await new Promise(setImmediate);
  expect(woken).toEqual(["a", "a"]);
  expect([bells.listeners("a"), bells.listeners("b")]).toEqual([0, 1]);
});

test("a wait ends with its signal and leaves no listener on the bell or on the signal", async () => {
  const bells = new Bells();
  const abort = new AbortController();
  const added: unknown[] = [];
  const { addEventListener, removeEventListener } = abort.signal;
  abort.signal.addEventListener = (...args: Parameters<typeof addEventListener>) => {
    added.push(args[1]);
    addEventListener.apply(abort.signal, args);
  };
  abort.signal.removeEventListener = (...args: Parameters<typeof removeEventListener>) => {
    added.splice(added.indexOf(args[1]), 1);
    removeEventListener.apply(abort.signal, args);
  };
  const rung = Array.from({ length: 1_000 }, () => bells.wait("key", abort.signal));
  bells.ring("key");
  await Promise.all(rung);
  expect(added).toEqual([]);

  const aborted = bells.wait("key", abort.signal);
  abort.abort();
  await aborted;
  await bells.wait("key", abort.signal);
  expect(bells.listeners("key")).toBe(0);
});

test("a subscription hears every ring until it is called off, also from within", () => {
  const bells = new Bells();
  let heard = 0;
  const off = bells.on("key", () => {
    if (++heard === 3) off();
  });
  const other = bells.on("key", () => {});
  for (let i = 0; i < 5; i++) bells.ring("key");
  expect(heard).toBe(3);
  off();
  expect(bells.listeners("key")).toBe(1);
  other();
  expect(bells.listeners("key")).toBe(0);
});
