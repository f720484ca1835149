import { expect, test } from "bun:test";
import { SETTINGS } from "~/config.ts";

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
