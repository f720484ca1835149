import { expect, test } from "bun:test";
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
