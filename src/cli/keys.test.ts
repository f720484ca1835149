import { afterAll, beforeAll, expect, test } from "bun:test";
import { commandLine } from "~/testing/command-line.ts";
import { openTest } from "~/testing/server.ts";

let app: Awaited<ReturnType<typeof openTest>>;
let agented: ReturnType<typeof commandLine>;
beforeAll(async () => {
  app = await openTest();
  agented = commandLine(app);
});
afterAll(() => app[Symbol.asyncDispose]());

test("a key is made, listed, rotated and revoked, and opens what it may until then", async () => {
  const made = await agented(["key", "new", "ci", "--scope", "read"]);
  expect(made.err).toMatch(/^key-\w+: keep it now/);
  const id = made.err.split(":")[0] ?? "";
  const list = (key: string) => agented(["triggers", "list"], { env: { AGENTED_API_KEY: key } });
  expect((await list(made.out.trim())).code).toBe(0);
  expect((await agented(["key", "list"])).out).toMatch(new RegExp(`^${id} +ci .* read `, "m"));
  const rotated = await agented(["key", "rotate", id, "--json"]);
  const { key } = JSON.parse(rotated.out);
  expect((await list(key)).code).toBe(0);
  expect(await agented(["key", "revoke", id])).toMatchObject({ code: 0, out: "" });
  expect((await list(key)).code).toBe(1);
});
