import { describe, expect, test } from "bun:test";
import { type BackendId, backendOf, backends, Detection, detect, type World } from "./index.ts";

const VERSIONS: Partial<Record<BackendId, [printed: string, version: string]>> = {
  claude: ["2.1.329 (Claude Code)\n", "2.1.329"],
  codex: ["codex-cli 0.169.0\n", "0.169.0"],
  gemini: ["0.61.0\n", "0.61.0"],
  opencode: ["1.18.33\n", "1.18.33"],
};
const HOME = "/home/me";

function world(more: Partial<World> & { files?: string[]; printed?: string; code?: number } = {}): World {
  const { files = [], printed = "", code = 0, ...rest } = more;
  return {
    env: {},
    home: HOME,
    which: (binary) => `/usr/bin/${binary}`,
    exists: (path) => files.includes(path),
    run: async () => ({ code, stdout: printed, stderr: "" }),
    ...rest,
  };
}

describe.each(Object.entries(VERSIONS))("%s", (id, [printed, version]) => {
  const kind = backendOf(id);

  test("not installed: how to install it", async () => {
    const found = await detect(kind, world({ which: () => null }));
    expect(found).toMatchObject({ installed: false, version: null, path: null });
    expect([found.next_step, found.command]).toEqual([`Install it: ${kind.install}`, String(kind.install)]);
  });

  test("installed, not logged in: how to log in", async () => {
    const found = await detect(kind, world({ printed }));
    expect(found).toMatchObject({ installed: true, version, path: `/usr/bin/${id}`, logged_in: false });
    expect(found.next_step).toBe(`Log in: ${kind.login}`);
    expect(Detection.parse(found)).toEqual(found);
    expect(found.key_variables).toEqual([...(kind.home?.keys ?? [])]);
  });

  test("gives no version: try it, or install it again", async () => {
    for (const broken of [
      world({ code: 1, printed: "native binary not installed" }),
      world({ run: () => Promise.reject(new Error("ENOEXEC")) }),
    ]) {
      expect((await detect(kind, broken)).next_step).toContain("to install it again");
    }
  });
});

describe("logged in by", () => {
  const CASES: [BackendId, Partial<World> & { files?: string[] }, boolean][] = [
    ["claude", { env: { ANTHROPIC_API_KEY: "k" } }, true],
    ["claude", { env: { CLAUDE_CODE_OAUTH_TOKEN: "k" } }, true],
    ["claude", { env: { ANTHROPIC_API_KEY: "" } }, false],
    ["claude", { files: [`${HOME}/.claude/.credentials.json`] }, true],
    ["claude", { files: [`${HOME}/.claude/.credentials.json`], env: { CLAUDE_CONFIG_DIR: "/other" } }, false],
    ["claude", { files: ["/other/.credentials.json"], env: { CLAUDE_CONFIG_DIR: "/other" } }, true],
    ["codex", { env: { CODEX_API_KEY: "k" } }, true],
    ["codex", { files: [`${HOME}/.codex/auth.json`] }, true],
    ["codex", { files: ["/c/auth.json"], env: { CODEX_HOME: "/c" } }, true],
    ["gemini", { env: { GEMINI_API_KEY: "k" } }, true],
    ["gemini", { files: [`${HOME}/.gemini/oauth_creds.json`] }, true],
    ["gemini", { files: ["/g/.gemini/oauth_creds.json"], env: { GEMINI_CLI_HOME: "/g" } }, true],
    ["opencode", { env: { OPENCODE_AUTH_CONTENT: "{}" } }, true],
    ["opencode", { files: [`${HOME}/.local/share/opencode/auth.json`] }, true],
    ["opencode", { files: ["/d/opencode/auth.json"], env: { XDG_DATA_HOME: "/d" } }, true],
  ];
  test.each(CASES)("%s %j", async (id, more, logged_in) => {
    const found = await detect(backendOf(id), world({ printed: "1.2.3", ...more }));
    expect(found.logged_in).toBe(logged_in);
    expect(found.next_step === null).toBe(logged_in);
  });
});

test("a command needs nothing", async () => {
  const found = await detect(backends.command, world());
  expect(found).toMatchObject({ installed: true, logged_in: null, version: null, next_step: null });
});
