import { expect, test } from "bun:test";
import pino from "pino";
import { SETTINGS } from "~/config.ts";
import { memoryLog } from "~/testing/memory-log.ts";
import { type Failure, serializers, tellingOf } from "./log.ts";

const LEVELS = ["debug", "info", "warn", "error"];

test("LOG_LEVEL says what is written, one JSON line each with its time and level", () => {
  const program = `
    import { openLog } from "${import.meta.dir}/log.ts";
    for (const level of process.argv.slice(1)) {
      const log = openLog({ level }).child({ of: level });
      for (const said of ${JSON.stringify(LEVELS)}) log[said]({ n: 1 }, "said");
    }`;
  const { stdout } = Bun.spawnSync([process.execPath, "-e", program, ...LEVELS, "silent"]);
  const lines = stdout
    .toString()
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  const written = (of: string) => lines.filter((line) => line.of === of).map(({ level }) => level);
  for (const [i, level] of LEVELS.entries()) expect(written(level)).toEqual(LEVELS.slice(i));
  expect(written("silent")).toEqual([]);
  expect(lines[0]).toEqual({
    level: "debug",
    time: expect.stringMatching(/^\d{4}-.*Z$/),
    of: "debug",
    n: 1,
    msg: "said",
  });
  expect(SETTINGS.LOG_LEVEL.schema.safeParse("silent").success).toBe(true);
});

test("of an error its type, message and stack are written, and not what hangs on it", () => {
  const { log, lines } = memoryLog();
  log.error({ err: Object.assign(new TypeError("no URL"), { input: "/stream?token=hush" }) }, "failed");
  expect(lines[0].err).toEqual({ type: "TypeError", message: "no URL", stack: expect.stringContaining("log.test.ts") });
});

test("what is logged as an error is told on, with the ids that its log was bound to", () => {
  const told: Failure[] = [];
  const log = pino(
    { level: "info", hooks: { logMethod: tellingOf((failure) => void told.push(failure)) } },
    { write() {} },
  );
  const err = new Error("no");
  log.child({ request_id: "req-1" }).error({ err, follower: "x" }, "could not");
  log.warn({ err }, "may pass");
  log.error({ check: "disk" }, "no thrown thing");
  expect(told).toEqual([{ err, said: "could not", fields: { request_id: "req-1", follower: "x" } }]);
});

test("the message and the stack of an error are stripped of secrets", () => {
  const { err } = serializers((text) => text.replaceAll("hush-hush", "***"));
  const told = JSON.stringify(err(new Error("the key hush-hush is wrong")));
  expect(told).toContain("the key *** is wrong");
  expect(told).not.toContain("hush-hush");
});
