import { afterEach, beforeEach, expect, spyOn, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { checkSettings } from "./check-settings.ts";
import { readConfig } from "./config.ts";

let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "settings-"));
  writeFileSync(join(dir, "file"), "no database, and no directory either");
});

afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** Starts a server that cannot start, and answers how it ended. */
async function ending(env: Record<string, string>): Promise<[code: number, said: string]> {
  const all = {
    PATH: process.env.PATH,
    HOME: dir,
    PORT: "0",
    AGENTED_DATA_DIR: join(dir, "data"),
    LOG_LEVEL: "silent",
  };
  const child = Bun.spawn([process.execPath, resolve(import.meta.dir, "main.ts")], {
    env: { ...all, ...env },
    cwd: dir,
    stdio: ["ignore", "ignore", "pipe"],
  });
  const said = await new Response(child.stderr).text();
  const complaint = said.split("\n").filter((line) => line.startsWith("agented: "));
  return [await child.exited, complaint.join("\n")];
}

test.each<[setting: string, value: string, said: RegExp]>([
  ["HOST", "203.0.113.9", /^agented: HOST 203\.0\.113\.9 .*EADDRNOTAVAIL.*$/],
  ["HOST", "no host", /^agented: HOST no host .*ENOTFOUND.*$/],
  ["AGENTED_DATA_DIR", "file", /^agented: AGENTED_DATA_DIR \/.*file cannot be used: .*$/],
  ["AGENTED_DATA_DIR", "file/below", /^agented: AGENTED_DATA_DIR \/.*file\/below cannot be used: .*$/],
  ["AGENTED_DB_PATH", "file/a.db", /^agented: AGENTED_DB_PATH \/.*file cannot be used: .*$/],
  ["AGENTED_DB_PATH", "file", /^agented: AGENTED_DB_PATH \/.*file cannot be opened: .*$/],
  ["AGENTED_DB_PATH", ".", /^agented: AGENTED_DB_PATH \/.* cannot be opened: .*$/],
])("%s=%s ends with 78 and one line that names it", async (setting, value, said) => {
  const [code, line] = await ending({ [setting]: value });
  expect(line).toMatch(said);
  expect(code).toBe(78);
});

test("a port in use ends with 1 and names it", async () => {
  using other = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: () => new Response() });
  const [code, line] = await ending({ PORT: String(other.port) });
  expect([code, line]).toEqual([1, `agented: PORT ${other.port} of HOST 127.0.0.1 is in use by another program`]);
});

test("RUN_AS_USER says a user of this machine, and the server is root", () => {
  const check = (RUN_AS_USER: string) => () => checkSettings(readConfig({ AGENTED_DATA_DIR: dir, RUN_AS_USER }));
  using uid = spyOn(process, "getuid");
  uid.mockReturnValue(0);
  expect(check("nobody")).not.toThrow();
  expect(check("no-such-user")).toThrow("RUN_AS_USER no-such-user is no user of this machine");
  uid.mockReturnValue(1_000);
  expect(check("nobody")).toThrow("RUN_AS_USER nobody asks for a server that runs as root");
});
