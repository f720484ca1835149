import { expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCli } from "~/cli/index.ts";
import { readConfig } from "~/config.ts";
import { CLIS } from "./clis/index.ts";
import { linkClis } from "./rig.ts";

const PROBED = ["flags", "text", "session", "usage", "bad key", "usage limit"];

test("doctor --probe finds all four to speak as we do, in a minute", async () => {
  const dir = mkdtempSync(join(tmpdir(), "agented-doctor-"));
  linkClis(dir);
  let said = "";
  const began = performance.now();
  const code = await runCli(["doctor", "--probe", "--json"], {
    config: () =>
      readConfig({ PATH: `${dir}:/usr/local/bin:/usr/bin:/bin`, HOME: dir, AGENTED_DATA_DIR: join(dir, "data") }),
    out: (text) => {
      said += text;
    },
    err: (text) => process.stderr.write(text),
    stdin: async () => "",
    terminal: false,
    told: () => new AbortController().signal,
  });
  rmSync(dir, { recursive: true, force: true });
  const { checks } = JSON.parse(said);
  for (const { name, state, says } of checks) console.log(state, name, says);
  const wanted = CLIS.flatMap(({ id }) => PROBED.map((what) => ({ name: `${id} ${what}`, state: "ok" })));
  expect(checks).toEqual(expect.arrayContaining(wanted.map((check) => expect.objectContaining(check))));
  expect(code).toBe(0);
  expect(performance.now() - began).toBeLessThan(60_000);
}, 90_000);
