import { expect, spyOn, test } from "bun:test";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Entity, idMaker } from "~/kit/ids.ts";
import { openTest, type TestServer } from "~/testing/server.ts";

const apply = ({ client }: TestServer, document: unknown, how: Record<string, boolean> = {}, status = 200) =>
  client.call("POST", "/admin/config/apply", { document, ...how }, status);

function directory() {
  const path = mkdtempSync(join(tmpdir(), "agented-apply-"));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true }) };
}

test("a dry run takes back every directory that it made, of changed accounts too", async () => {
  await using app = await openTest();
  using above = directory();
  const account = (name: string, path: string) => ({ backend: "claude", name, config_dir: join(above.path, path) });
  await apply(app, { version: 1, accounts: [{ backend: "claude", name: "one", config_dir: "own" }] });
  const accounts = [account("one", "a/b/c"), account("two", "d/e/f"), account("three", "d/e")];
  expect((await apply(app, { version: 1, accounts }, { dry_run: true })).changes).toHaveLength(3);
  expect(readdirSync(above.path)).toEqual([]);
});

test("a directory that cannot be taken back hides neither the others nor what was wrong", async () => {
  using above = directory();
  const ids = idMaker(() => Date.now());
  const newId = (entity: Entity) => {
    if (entity === "snippet") writeFileSync(join(above.path, "used", "login"), "");
    return ids(entity);
  };
  await using other = await openTest({}, { newId });
  const accounts = ["kept", "used"].map((name) => ({ backend: "claude", name, config_dir: join(above.path, name) }));
  const budgets = [{ name: "x", scope: "trigger", subject: "Nobody", window: "day", unit: "usd", hard_limit: 1 }];
  const document = { version: 1, accounts, snippets: [{ name: "a", text: "b" }], budgets };
  expect((await apply(other, document, {}, 400)).errors[0].path).toBe("budgets[0].subject");
  expect(readdirSync(above.path)).toEqual(["used"]);
});

const work = { prompt_template: "x", backend: "command", backend_config: { command: ["true"] } };
const posted = { kind: "webhook", url: "https://example.com/" };
const signed = { source: { kind: "webhook" }, ...work };

test.each<[string, string, string, object, RegExp]>([
  ["too short", "short", "triggers", signed, /THEIR_SECRET must have at least 8 /],
  ["too long", "x".repeat(201), "triggers", signed, /THEIR_SECRET must have at most 200 /],
  ["of too few bytes", "whsec_c2hvcnQ=", "triggers", signed, /THEIR_SECRET must have at least 16 bytes/],
  ["no address", "a-secret", "channels", { target: { kind: "slack" } }, /THEIR_SECRET must be an http/],
  ["nobody's", "a-secret", "triggers", { source: { kind: "manual" }, ...work }, /kind webhook: leave it out/],
  ["not signed with", "a-secret", "channels", { target: posted }, /THEIR_SECRET must be whsec_/],
])("a secret from the environment that is %s is refused as the API would", async (_, secret, section, item, words) => {
  await using app = await openTest({ THEIR_SECRET: secret });
  const document = { version: 1, [section]: [{ name: "x", secret_env: "THEIR_SECRET", ...item }] };
  const problem = await apply(app, document, {}, 400);
  const path = `${section}[0].secret_env`;
  expect(problem.errors).toEqual([{ path, message: expect.stringMatching(words) }]);
  expect(problem.detail).toStartWith(`${path}: `);
  expect(JSON.stringify(problem)).not.toContain(secret);
});

test("a secret from the environment is masked from then on", async () => {
  const secret = "a-secret-of-a-hook";
  await using app = await openTest({ THEIR_SECRET: secret });
  await apply(app, { version: 1, triggers: [{ name: "x", secret_env: "THEIR_SECRET", ...signed }] });
  expect(app.ctx.redactor.redact(`It said ${secret}.`)).toBe("It said [redacted].");
});

test("names are read as often for many steps as for few", async () => {
  await using app = await openTest();
  const readings = async (count: number) => {
    const prepare = spyOn(app.ctx.db.sqlite, "prepare");
    const names = Array.from({ length: count }, (_, i) => `${count}-${i}`);
    const triggers = names.map((name) => ({ name, source: { kind: "manual" }, ...work }));
    const limit = { scope: "trigger", window: "day", unit: "usd", hard_limit: 1 };
    const budgets = names.map((name) => ({ name, subject: name, ...limit }));
    expect((await apply(app, { version: 1, triggers, budgets })).changes).toHaveLength(2 * count);
    const lists = prepare.mock.calls.filter(([sql]) => /from "triggers" order by/.test(sql));
    prepare.mockRestore();
    return lists.length;
  };
  await readings(1);
  const few = await readings(2);
  expect(await readings(20)).toBe(few);
});
