import { expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { accountSecrets } from "~/backends/index.ts";
import { Redactor } from "~/kit/redact.ts";
import { memoryLog } from "~/testing/memory-log.ts";
import { accountEnv, findAccount } from "./index.ts";
import type { AccountRow } from "./store.ts";
import { openAccounts } from "./testing.ts";

const SECRET = "sk-planted-by-a-test";
const key = (secret: string) => ({ variable: "ANTHROPIC_API_KEY", secret });

function row(app: Awaited<ReturnType<typeof openAccounts>>, id: string): AccountRow {
  const found = findAccount(app.ctx.db.orm, id);
  if (!found) throw new Error(`no account ${id}`);
  return found;
}

test("no answer, row, file or log line holds a secret", async () => {
  const { log, lines } = memoryLog();
  await using app = await openAccounts({}, { log });
  const { client } = app;
  const made = await app.account("work", { key: key(SECRET) });
  const path = `/admin/accounts/${made.id}`;
  app.meet({ backend: "claude", account_id: made.id, model: null }, { message: `bad key ${SECRET}` });
  const answers = [
    ...[made, await app.show(made.id), await client.call("GET", "/admin/accounts")],
    ...[await app.change(made.id, { name: "other" }), await client.call("POST", `${path}/check`, undefined, 200)],
    await client.call(
      "POST",
      "/admin/accounts",
      { backend: "claude", name: "x", key: { ...key(SECRET), env: "A" } },
      400,
    ),
    await client.call("POST", "/admin/accounts", { backend: "claude", name: "other", key: key(SECRET) }, 409),
  ];
  const rows = ["accounts", "cooldowns", "default_chain"].map((table) =>
    app.ctx.db.sqlite.query(`SELECT * FROM ${table}`).all(),
  );
  expect(JSON.stringify(rows)).toContain("bad key [redacted]");
  const files = readdirSync(app.data_dir, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
  const texts = files.map((file) => readFileSync(join(file.parentPath, file.name), "latin1"));
  expect(texts.length).toBeGreaterThan(2);
  expect(lines.length).toBeGreaterThan(3);
  for (const text of [JSON.stringify([answers, rows, lines]), ...texts]) expect(text.includes(SECRET)).toBe(false);
});

test("the child gets exactly the variables of its account", async () => {
  await using app = await openAccounts({
    ...{ ANTHROPIC_API_KEY: "sk-of-the-server", CLAUDE_CONFIG_DIR: "/srv/claude" },
    ...{ OPENAI_API_KEY: "sk-of-openai", WORK_KEY: "sk-from-the-environment" },
  });
  const base = { ANTHROPIC_BASE_URL: "http://127.0.0.1:1" };
  const sealed = await app.account("sealed", { key: key(SECRET), env: base });
  const named = await app.account("named", { key: { variable: "CLAUDE_CODE_OAUTH_TOKEN", env: "WORK_KEY" } });
  const own = await app.account("own", { key: null, config_dir: "own" });
  const { id } = await app.standard("claude");
  expect([sealed.id, named.id, own.id, id].map((one) => accountEnv(app.ctx, row(app, one)))).toEqual([
    { ANTHROPIC_API_KEY: SECRET, ...base },
    { CLAUDE_CODE_OAUTH_TOKEN: "sk-from-the-environment" },
    { CLAUDE_CONFIG_DIR: own.config_dir },
    { ANTHROPIC_API_KEY: "sk-of-the-server", CLAUDE_CONFIG_DIR: "/srv/claude" },
  ]);
  expect(named.key).toEqual({ variable: "CLAUDE_CODE_OAUTH_TOKEN", from: "env", env: "WORK_KEY" });
});

test("the redactor knows a key from the first moment, over a change, and after a restart", async () => {
  const env = { WORK_KEY: "sk-from-the-environment" };
  const app = await openAccounts(env);
  const { id } = await app.account("work", { key: key(SECRET) });
  await app.account("named", { key: { variable: "ANTHROPIC_API_KEY", env: "WORK_KEY" } });
  const said = `${SECRET} sk-from-the-environment sk-that-came-later`;
  expect(app.ctx.redactor.redact(said)).toBe("[redacted] [redacted] sk-that-came-later");
  await app.change(id, { key: key("sk-that-came-later") });
  await app.change(id, { key: key("sk-that-came-last") });
  await app.change(id, { name: "renamed" });
  // What runs has an old one still.
  expect(app.ctx.redactor.redact(said)).toBe("[redacted] [redacted] [redacted]");
  await app.client.call("DELETE", `/admin/accounts/${id}`, undefined, 204);
  expect(app.ctx.redactor.redact(said)).toBe("[redacted] [redacted] [redacted]");
  await app.close();
  await using again = await openAccounts({ ...env, AGENTED_DATA_DIR: app.data_dir });
  expect(again.ctx.redactor.redact(said)).toBe(`${SECRET} [redacted] sk-that-came-later`);
});

test("of a key that is a document of logins every text is known", async () => {
  await using app = await openAccounts();
  const secret = JSON.stringify({ openai: { type: "api", key: "sk-inside-of-it" } });
  await app.account("work", { backend: "opencode", key: { variable: "OPENCODE_AUTH_CONTENT", secret } });
  expect(app.ctx.redactor.redact(`${secret} type: api sk-inside-of-it`)).toBe("[redacted] type: api [redacted]");
});

const config = `{ // as OpenCode reads it
  "model": "stub/stub-model",
  "provider": { "stub": { "options": { "apiKey": "sk-of-the-stub", "headers": { "x-team": "team-secret" } } } },
}`;
const carriers: [backend: string, variable: string, secret: string, said: string, clean: string][] = [
  [
    ...(["claude", "ANTHROPIC_CUSTOM_HEADERS", "X-Team: team-of-one\nAuthorization: Bearer sk-in-a-header"] as const),
    ...(["sk-in-a-header, Bearer sk-in-a-header, team-of-one", "[redacted], [redacted], [redacted]"] as const),
  ],
  [
    ...(["gemini", "GEMINI_CLI_CUSTOM_HEADERS", "X-Team: team-of-one, X-Key: sk-in-a-header"] as const),
    ...(["sk-in-a-header team-of-one", "[redacted] [redacted]"] as const),
  ],
  [
    ...(["opencode", "OPENCODE_CONFIG_CONTENT", config] as const),
    ...(["stub/stub-model sk-of-the-stub team-secret", "stub/stub-model [redacted] [redacted]"] as const),
  ],
];

test.each(carriers)("%s: the secrets in %s are known", async (backend, variable, secret, said, clean) => {
  await using app = await openAccounts();
  await app.account("work", { backend, key: { variable, secret } });
  expect(app.ctx.redactor.redact(said)).toBe(clean);
  const redactor = new Redactor();
  redactor.know("default accounts", accountSecrets({ [variable]: secret }));
  expect(redactor.redact(said)).toBe(clean);
});

test("of a default account the texts of its logins and the passwords in its URLs are known too", () => {
  const redactor = new Redactor();
  const login = JSON.stringify({ openai: { type: "api", key: "sk-inside-of-it" } });
  const base = {
    ANTHROPIC_BASE_URL: "https://user:pass%20word@gateway.example/v1",
    GOOGLE_GEMINI_BASE_URL: "https://h",
  };
  redactor.know("default accounts", accountSecrets({ OPENCODE_AUTH_CONTENT: login, ...base }));
  expect(redactor.redact("sk-inside-of-it, pass word, https://gateway.example/v1")).toBe(
    "[redacted], [redacted], https://gateway.example/v1",
  );
});

test("a key that cannot be had stops neither the start nor other accounts, and a new one mends it", async () => {
  const app = await openAccounts({ SECRET_KEY: "a".repeat(64), WORK_KEY: "sk-from-the-environment" });
  const sealed = await app.account("sealed", { key: key(SECRET) });
  const named = await app.account("named", { key: { variable: "ANTHROPIC_API_KEY", env: "WORK_KEY" } });
  await app.close();
  const { log, lines } = memoryLog();
  await using again = await openAccounts({ SECRET_KEY: "b".repeat(64), AGENTED_DATA_DIR: app.data_dir }, { log });
  const warned = lines.filter(({ msg }) => /key of an account cannot be read/.test(msg));
  expect(warned.map(({ level, account_id }) => [level, account_id])).toEqual([
    [40, sealed.id],
    [40, named.id],
  ]);
  expect(() => accountEnv(again.ctx, row(again, sealed.id))).toThrow("SECRET_KEY is not the one");
  expect(() => accountEnv(again.ctx, row(again, named.id))).toThrow("set WORK_KEY");
  const path = `/admin/accounts/${sealed.id}`;
  const check = () => again.client.call("POST", `${path}/check`, undefined, 200);
  expect(await check()).toMatchObject({ logged_in: false, detail: expect.stringMatching(/SECRET_KEY is not the one/) });
  await again.change(sealed.id, { name: "renamed" });
  await again.change(sealed.id, { key: key("sk-that-came-later") });
  expect(accountEnv(again.ctx, row(again, sealed.id))).toEqual({ ANTHROPIC_API_KEY: "sk-that-came-later" });
  expect(await check()).toMatchObject({ logged_in: true });
});

test("at the start an auth cooldown ends where the key comes from the environment, and nowhere else", async () => {
  const env = { WORK_KEY: "sk-from-the-environment" };
  const app = await openAccounts(env);
  const sealed = await app.account("sealed", { key: key(SECRET) });
  const named = await app.account("named", { key: { variable: "ANTHROPIC_API_KEY", env: "WORK_KEY" } });
  const standard = await app.standard("claude");
  for (const { id } of [sealed, named, standard])
    for (const kind of ["auth", "usage"] as const)
      app.meet({ backend: "claude", account_id: id, model: null }, { kind });
  const before = (await app.show(sealed.id)).cooldowns;
  await app.close();
  await using again = await openAccounts({ ...env, AGENTED_DATA_DIR: app.data_dir });
  const kinds = async (id: string) => (await again.show(id)).cooldowns.map((one: { kind: string }) => one.kind);
  expect((await again.show(sealed.id)).cooldowns).toEqual(before);
  expect([await kinds(sealed.id), await kinds(named.id), await kinds(standard.id)]).toEqual([
    ["auth", "usage"],
    ["usage"],
    ["usage"],
  ]);
});
