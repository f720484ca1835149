import { Database } from "bun:sqlite";
import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { until } from "~/testing/until.ts";
import { Threads } from "./aside.ts";

let dir: string;
let path: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "agented-aside-"));
  path = join(dir, "some.db");
  new Database(path).close();
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

test("of a thread that has answered, or failed, nothing is left", async () => {
  const threads = new Threads();
  expect(await threads.run({ kind: "check", path })).toEqual([]);
  await expect(threads.run({ kind: "check", path: join(dir, "none.db") })).rejects.toThrow("unable to open");
  await until("both to end", () => threads.size === 0);
});

test("who waits for one that is ended by the end of all is told", async () => {
  const threads = new Threads();
  const answers = [1, 2].map(() => threads.run({ kind: "check", path }));
  const ended = Promise.allSettled(answers);
  await threads.close();
  expect(await ended).toMatchObject([{ reason: { message: "the thread was ended" } }, { status: "rejected" }]);
  expect(threads.size).toBe(0);
});
