import { expect, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(import.meta.dir, "../..");
const rows = readFileSync(join(ROOT, "docs/security.md"), "utf8")
  .split("\n")
  .filter((line) => /^\| \d+\.\d+\.\d+/.test(line));

/** The tests that a row names, a file and words of a name; a † says that the file is still to come. */
function named(row: string) {
  const found = row.matchAll(/(† )?`(src\/[\w./-]+\.test\.ts)` ("[^"]*"(?: and "[^"]*")*)/g);
  return [...found].flatMap(([, awaited, file = "", names = ""]) =>
    [...names.matchAll(/"([^"]*)"/g)].map(([, name = ""]) => ({ file, name, awaited: awaited !== undefined })),
  );
}

test("every test that docs/security.md names is there", () => {
  const all = rows.flatMap(named);
  expect(all.length).toBeGreaterThan(60);
  const missing = all.filter(({ file, name, awaited }) => {
    const path = join(ROOT, file);
    return existsSync(path) ? awaited || !readFileSync(path, "utf8").includes(name) : !awaited;
  });
  expect(missing).toEqual([]);
});

test("each row is there once, with a test, a gap or a reason", () => {
  const numbers = rows.flatMap((row) => row.split("|")[1]?.match(/\d+\.\d+\.\d+/g) ?? []);
  expect(numbers.filter((number, i) => numbers.indexOf(number) !== i)).toEqual([]);
  for (const row of rows) expect(row.split("|")[3]?.trim().length).toBeGreaterThan(10);
});
