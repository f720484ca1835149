import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readConfig } from "~/config.ts";
import { openDb } from "~/db/open.ts";
import { openTest } from "~/testing/server.ts";
import { runCli } from "./index.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "agented-db-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

async function agented(data: string, ...argv: string[]) {
  const said: string[] = [];
  const say = (text: string) => void said.push(text);
  const config = () => readConfig({ AGENTED_DATA_DIR: data });
  const world = { config, out: say, err: say, stdin: async () => "", terminal: false };
  const code = await runCli(argv, { ...world, told: () => new AbortController().signal });
  return [code, said.join("").trim()];
}

test("db check says whether it is whole, beside a running server too", async () => {
  await using app = await openTest();
  for (const argv of [
    ["db", "check"],
    ["db", "check", "--full"],
  ])
    expect(await agented(app.data_dir, ...argv)).toEqual([0, `${app.data_dir}/agented.db is whole.`]);
});

test("a damaged one is 78, with what to do", async () => {
  const path = join(dir, "agented.db");
  openDb(path, readConfig({}).migrations_dir).close();
  const bytes = readFileSync(path);
  for (let at = 8_000; at < bytes.length; at += 611) bytes[at] = 0xff ^ (bytes[at] ?? 0);
  writeFileSync(path, bytes);
  expect(await agented(dir, "db", "check")).toEqual([78, expect.stringContaining("agented backup restore")]);
});

test("db migrate says where there is nothing to do, and waits for no server", async () => {
  await using app = await openTest();
  const { data_dir } = app;
  expect(await agented(data_dir, "db", "migrate", "--dry-run")).toEqual([0, `${data_dir}/agented.db is up to date.`]);
  expect(await agented(data_dir, "db", "migrate")).toEqual([75, expect.stringContaining("running server")]);
  await app.close();
  expect(await agented(data_dir, "db", "migrate")).toEqual([0, `${data_dir}/agented.db is up to date.`]);
});

test("without a database each of them says so", async () => {
  for (const argv of [["check"], ["migrate"], ["migrate", "--dry-run"]])
    expect(await agented(dir, "db", ...argv)).toEqual([1, expect.stringContaining("there is no database")]);
  expect(await agented(dir, "backup", "create")).toEqual([1, expect.stringContaining("there is no database")]);
});
