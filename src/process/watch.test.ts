import { afterEach, beforeEach, expect, test } from "bun:test";
import { readExit } from "./files.ts";
import { Lab } from "./testing.ts";
import { watchAttempt } from "./watch.ts";

let lab: Lab;
beforeEach(() => {
  lab = new Lab();
});
afterEach(() => lab.close());

test("tells of a line and of the exit file", async () => {
  const run = lab.run("echo one; cat; exit 3", { stdin: "two\n" });
  const seen: string[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  const look = () => {
    if (run.out === "one\ntwo\n" && !seen.includes("lines")) seen.push("lines");
    if (readExit(run.files)?.code === 3 && !seen.includes("exit")) seen.push("exit");
    if (seen.length === 2) resolve();
  };
  const stop = watchAttempt(run.tree.dir, look);
  look();
  await promise;
  stop();
  expect(seen.sort()).toEqual(["exit", "lines"]);
});

test("a missing directory is an error at once", () => {
  expect(() => watchAttempt(`${lab.dir}/none`, () => undefined)).toThrow("ENOENT");
});
