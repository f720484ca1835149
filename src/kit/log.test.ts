import { expect, test } from "bun:test";
import { SETTINGS } from "~/config.ts";
import { memoryLog } from "~/testing/memory-log.ts";

const LEVELS = ["debug", "info", "warn", "error"];

test("LOG_LEVEL says what is written, one JSON line each with its time and level", () => {
  const program = `
    import { openLog } from "${import.meta.dir}/log.ts";
    for (const level of process.argv.slice(1)) {
      const log = openLog(level).child({ of: level });
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
