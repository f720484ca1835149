import { afterEach, beforeEach, expect, test } from "bun:test";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BackendId } from "~/backends/index.ts";
import { ACCOUNTS } from "./index.ts";
import { openAccounts } from "./testing.ts";

const path = "/admin/accounts";
const key = { variable: "ANTHROPIC_API_KEY", secret: "sk-of-a-person" };

/** For directories of accounts that lie outside of the server's own. */
let elsewhere: string;
beforeEach(() => {
  elsewhere = mkdtempSync(join(tmpdir(), "agented-logins-"));
});
afterEach(() => rmSync(elsewhere, { recursive: true, force: true }));

test("an account is created with defaults, read, listed, changed and deleted", async () => {
  await using app = await openAccounts();
  const { client, clock } = app;
  const made = await client.call("POST", path, { backend: "claude", name: "work", key }, 201);
  expect(made).toEqual({
    ...{ id: expect.stringMatching(/^acct-[0-9a-z]{20}$/), backend: "claude", name: "work", is_default: false },
    ...{ config_dir: null, key: { variable: "ANTHROPIC_API_KEY", from: "secret", secret_set: true }, env: {} },
    ...{ position: 1, max_concurrent: null, enabled: true, cooldowns: [], windows: {}, running: 0, last_used_at: null },
    ...{ login_command: null, created_at: clock.iso(), updated_at: clock.iso() },
  });
  expect(await app.show(made.id)).toEqual(made);
  expect((await client.call("GET", path)).accounts).toContainEqual(made);
  clock.advance(1_000);
  const patch = { name: "home", env: { ANTHROPIC_BASE_URL: "http://127.0.0.1:1" }, max_concurrent: 2, enabled: false };
  expect(await app.change(made.id, patch)).toEqual({ ...made, ...patch, updated_at: clock.iso() });
  await client.call("DELETE", `${path}/${made.id}`, undefined, 204);
  for (const [method, body] of [["GET"], ["DELETE"], ["PATCH", {}]] as const)
    expect(await client.call(method, `${path}/${made.id}`, body, 404)).toMatchObject({ code: "not_found" });
  for (const [method, tail] of [
    ["POST", "check"],
    ["DELETE", "cooldowns"],
  ] as const)
    expect(await client.call(method, `${path}/${made.id}/${tail}`, undefined, 404)).toMatchObject({
      code: "not_found",
    });
});

test("every backend has its default account, once, and it is neither deleted nor given another login", async () => {
  await using app = await openAccounts();
  const before = (await app.client.call("GET", path)).accounts;
  expect(before.map((one: { backend: string }) => one.backend)).toEqual([...BackendId.options].sort());
  for (const one of before) expect(one).toMatchObject({ name: "default", is_default: true, key: null, position: 0 });
  const { id } = await app.standard("claude");
  expect(await app.client.call("DELETE", `${path}/${id}`, undefined, 409)).toMatchObject({ code: "account_in_use" });
  for (const fields of [{ key }, { config_dir: "own" }, { env: {} }]) {
    const [field] = Object.keys(fields);
    expect((await app.change(id, fields, 400)).errors).toMatchObject([
      { path: field, message: expect.stringMatching(/create another/) },
    ]);
  }
  expect(await app.change(id, { name: "server", enabled: false })).toMatchObject({ name: "server", enabled: false });
  await app.close();
  await using again = await openAccounts({ AGENTED_DATA_DIR: app.data_dir });
  expect((await again.client.call("GET", path)).accounts).toHaveLength(before.length);
  expect(await again.show(id)).toMatchObject({ name: "server", enabled: false });
});

const refused: [field: string, says: RegExp, fields: Record<string, unknown>][] = [
  ["config_dir", /or a key/, { key: null }],
  ["config_dir", /absolute path/, { config_dir: "logins/work" }],
  ["config_dir", /must not hold NUL/, { config_dir: "/a\0" }],
  ["config_dir", /cannot be made/, { config_dir: "/dev/null/login" }],
  ["key.variable", /in none but .*ANTHROPIC_API_KEY/, { key: { variable: "LD_PRELOAD", secret: "long-enough" } }],
  ["key", /either `env`.*or `secret`/, { key: { variable: "ANTHROPIC_API_KEY" } }],
  ["key", /either `env`.*or `secret`/, { key: { ...key, env: "WORK_KEY" } }],
  ["key.env", /setting of the server/, { key: { variable: "ANTHROPIC_API_KEY", env: "SECRET_KEY" } }],
  ["key.env", /setting of the server/, { key: { variable: "ANTHROPIC_API_KEY", env: "AGENTED_API_KEY" } }],
  ["key.env", /is not set/, { key: { variable: "ANTHROPIC_API_KEY", env: "NOWHERE" } }],
  ["key.secret", /8/, { key: { variable: "ANTHROPIC_API_KEY", secret: " short " } }],
  ["env.PATH", /no variable of Claude Code/, { env: { PATH: "/tmp" } }],
  ["env.ANTHROPIC_AUTH_TOKEN", /use `key`/, { env: { ANTHROPIC_AUTH_TOKEN: "x" } }],
  ["env.ANTHROPIC_CUSTOM_HEADERS", /use `key`/, { env: { ANTHROPIC_CUSTOM_HEADERS: "x-team: a" } }],
  ["env.ANTHROPIC_BASE_URL", /password in a URL.*use `key`/, { env: { ANTHROPIC_BASE_URL: "https://u:pass@host/v1" } }],
  ["env.ANTHROPIC_BASE_URL", /password in a URL/, { env: { ANTHROPIC_BASE_URL: "https://token@host" } }],
  ["env.CLAUDE_CONFIG_DIR", /`config_dir`/, { env: { CLAUDE_CONFIG_DIR: "/tmp" } }],
  ["backend", /its default account alone/, { backend: "command" }],
  ["secret", /not known here/, { secret: "x" }],
];

test.each(refused)("%s is refused: %s", async (field, says, fields) => {
  await using app = await openAccounts({ SECRET_KEY: "a".repeat(64) });
  const { errors } = await app.client.call("POST", path, { backend: "claude", name: "x", key, ...fields }, 400);
  expect(errors).toContainEqual({ path: field, message: expect.stringMatching(says) });
});

test.each([
  [400, { options: { apiKey: "sk-inside-of-it" } }],
  [400, { options: { headers: { Authorization: "Bearer sk-inside-of-it" } } }],
  [400, { options: { baseURL: "https://user:pass@host/v1" } }],
  [201, { options: { apiKey: "{env:OPENCODE_API_KEY}", headers: { Authorization: "Bearer {file:~/key}" } } }],
  [201, { npm: "@ai-sdk/openai-compatible", options: { baseURL: "http://127.0.0.1:1/v1" } }],
])("OpenCode's configuration may be in `env` unless a secret is in it: %i for %j", async (status, stub) => {
  await using app = await openAccounts();
  const content = JSON.stringify({ provider: { stub } });
  const given = { backend: "opencode", name: "x", config_dir: "own" };
  const inEnv = await app.client.call("POST", path, { ...given, env: { OPENCODE_CONFIG_CONTENT: content } }, status);
  if (status === 400) expect(inEnv.errors).toMatchObject([{ path: "env.OPENCODE_CONFIG_CONTENT" }]);
  await app.client.call(
    "POST",
    path,
    { ...given, name: "y", key: { variable: "OPENCODE_CONFIG_CONTENT", secret: content } },
    201,
  );
});

test("a name is taken once for each backend, and a change that is refused changes nothing", async () => {
  await using app = await openAccounts();
  const one = await app.account("one");
  await app.account("two");
  const { errors } = await app.change(one.id, { name: "two", enabled: false }, 409);
  expect(errors).toMatchObject([{ path: "name" }]);
  await app.change(one.id, { key: null }, 400);
  expect(await app.show(one.id)).toEqual(one);
  const codex = { backend: "codex", key: { variable: "CODEX_API_KEY", secret: "another-secret" } };
  expect(await app.account("one", codex)).toMatchObject({ name: "one", backend: "codex" });
});

test("a directory of its own is made for the CLI alone, and so is a named one that is not there", async () => {
  await using app = await openAccounts();
  const own = await app.account("own", { key: null, config_dir: "own" });
  expect(own.config_dir).toBe(join(app.data_dir, "accounts", own.id));
  const named = join(elsewhere, "some", "where");
  const there = join(elsewhere, "there");
  mkdirSync(there);
  chmodSync(there, 0o755);
  await app.account("named", { key: null, config_dir: `${named}/../where/` });
  await app.account("there", { key: null, config_dir: there });
  const modes = [own.config_dir, named, there].map((dir) => statSync(dir).mode & 0o777);
  expect(modes).toEqual([0o700, 0o700, 0o755]);
});

test("what the server lives from is no directory of an account, nor is the root", async () => {
  await using app = await openAccounts();
  const link = join(elsewhere, "link");
  symlinkSync(app.data_dir, link);
  const give = (config_dir: string, status: number) =>
    app.client.call("POST", path, { backend: "claude", name: config_dir, config_dir }, status);
  for (const dir of [app.data_dir, link])
    for (const below of ["", "executions", "accounts", "accounts-of-mine", "deep/below"]) {
      const { errors } = await give(join(dir, below), 400);
      expect(errors).toMatchObject([{ path: "config_dir", message: expect.stringMatching(/server's own .*`own`/) }]);
    }
  expect((await give("/", 400)).errors).toMatchObject([{ message: expect.stringMatching(/root of the file system/) }]);
  expect(existsSync(join(app.data_dir, "deep"))).toBe(false);
  await give(join(app.data_dir, "accounts", "shared"), 201);
  await give(`${app.data_dir}-beside`, 201);
  rmSync(`${app.data_dir}-beside`, { recursive: true });
});

test.skipIf(process.getuid?.() !== 0)("with RUN_AS_USER the directories belong to that user", async () => {
  await using app = await openAccounts({ RUN_AS_USER: "nobody" });
  const { config_dir } = await app.account("own", { key: null, config_dir: "own" });
  const deep = await app.account("deep", { key: null, config_dir: join(elsewhere, "a", "b") });
  const nobody = statSync(config_dir).uid;
  expect(nobody).not.toBe(0);
  expect(statSync(join(app.data_dir, "accounts"))).toMatchObject({ uid: 0, mode: 0o040711 });
  for (const dir of [join(elsewhere, "a"), deep.config_dir]) expect(statSync(dir).uid).toBe(nobody);
  expect(deep.login_command).toBe(`sudo -u nobody -H env CLAUDE_CONFIG_DIR='${deep.config_dir}' claude auth login`);
});

test("the list pages by backend and position without a gap, and filters", async () => {
  await using app = await openAccounts();
  for (const [name, position] of [
    ["c", 9],
    ["a", 3],
    ["b", 3],
  ] as const)
    await app.account(name, { position });
  const found: string[] = [];
  for (let cursor = ""; ; ) {
    const page = await app.client.call("GET", `${path}?limit=2${cursor}`);
    for (const { backend, name } of page.accounts) found.push(`${backend} ${name}`);
    if (page.next_cursor === null) break;
    cursor = `&cursor=${page.next_cursor}`;
  }
  const claude = ["claude default", "claude a", "claude b", "claude c"];
  expect(found).toEqual([...claude, "codex default", "command default", "gemini default", "opencode default"]);
  const { accounts } = await app.client.call("GET", `${path}?backend=claude`);
  expect(accounts.map((one: { name: string }) => `claude ${one.name}`)).toEqual(claude);
  expect(await app.account("last")).toMatchObject({ position: 10 });
});

test("the login command is quoted for a shell, and names the directory that the server's environment names", async () => {
  await using app = await openAccounts({ CODEX_HOME: "/srv/codex" });
  const dir = join(elsewhere, "it's here");
  const { login_command } = await app.account("odd", { key: null, config_dir: dir });
  const typed = login_command.replace(/claude auth login$/, "sh -c 'printf %s \"$CLAUDE_CONFIG_DIR\"'");
  expect(Bun.spawnSync(["sh", "-c", typed]).stdout.toString()).toBe(dir);
  expect((await app.standard("codex")).login_command).toBe("CODEX_HOME='/srv/codex' codex login");
  expect((await app.standard("claude")).login_command).toBe("claude auth login");
  expect((await app.standard("command")).login_command).toBeNull();
});

test("a check finds the login of that account, and then it may start again", async () => {
  await using app = await openAccounts();
  const { id, config_dir, login_command } = await app.account("own", { key: null, config_dir: "own" });
  const check = () => app.client.call("POST", `${path}/${id}/check`, undefined, 200);
  const met = { backend: "claude" as const, account_id: id, model: null };
  app.meet(met, { kind: "auth" });
  app.meet(met, { kind: "usage" });
  expect(await check()).toEqual({ logged_in: false, login_command, detail: `On the server type: ${login_command}` });
  expect((await app.show(id)).cooldowns).toHaveLength(2);
  writeFileSync(join(config_dir, ".credentials.json"), "not read");
  const rung = Promise.race([app.ctx.bells.wait(ACCOUNTS).then(() => "rung"), Bun.sleep(5_000)]);
  expect(await check()).toMatchObject({ logged_in: true, login_command });
  expect(await rung).toBe("rung");
  expect((await app.show(id)).cooldowns).toMatchObject([{ kind: "usage" }]);
  const other = await app.standard("claude");
  expect(await app.client.call("POST", `${path}/${other.id}/check`, undefined, 200)).toMatchObject({
    logged_in: false,
  });
  const command = await app.standard("command");
  const none = { logged_in: null, login_command: null };
  expect(await app.client.call("POST", `${path}/${command.id}/check`, undefined, 200)).toMatchObject(none);
});

test("cooldowns are cleared by a person, by a new login and with the account", async () => {
  await using app = await openAccounts();
  const { id } = await app.account("work");
  const met = { backend: "claude" as const, account_id: id, model: "opus" };
  const meetAll = () => {
    app.meet(met, { window: "five_hour" });
    app.meet(met, { scope: "model" });
    app.meet(met, { kind: "overload" });
  };
  meetAll();
  const { cooldowns } = await app.show(id);
  const shown = cooldowns.map((one: { model: string | null; kind: string }) => `${one.model} ${one.kind}`);
  expect(shown.sort()).toEqual(["null overload", "null usage", "opus usage"]);
  await app.client.call("DELETE", `${path}/${id}/cooldowns`, undefined, 204);
  expect(await app.show(id)).toMatchObject({ cooldowns: [], windows: { five_hour: { status: "spent" } } });
  meetAll();
  expect(await app.change(id, { key })).toMatchObject({ cooldowns: [{ kind: "overload" }], windows: {} });
  app.meet(met);
  await app.client.call("DELETE", `${path}/${id}`, undefined, 204);
  app.meet(met);
  expect(app.ctx.db.sqlite.query("SELECT * FROM cooldowns WHERE account_id = ?").all(id)).toEqual([]);
});

const rings: [times: number, fields: Record<string, unknown>][] = [
  ...[{ enabled: false }, { max_concurrent: 3 }, { position: 7 }, { key }].map((fields) => [1, fields] as const),
  ...[{ name: "other" }, { enabled: true }, { env: { ANTHROPIC_MODEL: "m" } }].map((fields) => [0, fields] as const),
].map(([times, fields]) => [times, fields]);

test.each(rings)("it rings %i times for a change of who may start: %j", async (times, fields) => {
  await using app = await openAccounts();
  const { id } = await app.account("work");
  let rings = 0;
  app.ctx.bells.on(ACCOUNTS, () => rings++);
  await app.change(id, fields);
  expect(rings).toBe(times);
  await app.change(id, { name: "default" }, 409);
  expect(rings).toBe(times);
  await app.client.call("DELETE", `/admin/accounts/${id}`, undefined, 204);
  expect(rings).toBe(times + 1);
});
