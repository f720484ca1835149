import { afterAll, beforeAll, expect, test } from "bun:test";
import { openTest } from "~/testing/server.ts";
import { Name } from "./name.ts";

let app: Awaited<ReturnType<typeof openTest>>;
beforeAll(async () => {
  app = await openTest();
});
afterAll(() => app[Symbol.asyncDispose]());

const email = { kind: "email", host: "127.0.0.1", from: "a@a.test", to: ["a@a.test"] };
const trigger = {
  source: { kind: "manual" },
  prompt_template: "-",
  backend: "command",
  backend_config: { command: ["cat"] },
};

test.each<[string, Record<string, unknown>]>([
  ["triggers", trigger],
  ["projects", { kind: "local", path: "/" }],
  ["products", {}],
  ["accounts", { backend: "claude" }],
  ["snippets", { text: "-" }],
  ["channels", { target: email }],
  ["notification-rules", { channel_id: "chan-01kb3m6g000000000000", events: ["failure"] }],
  ["budgets", { scope: "global", window: "day", unit: "usd", hard_limit: 1 }],
])("nothing of /admin/%s bears a name that nobody can read", async (path, fields) => {
  for (const name of ["a\0b", "a\nb", "a\u001bb", "a\u202eb"]) {
    const { errors } = await app.client.call("POST", `/admin/${path}`, { name, ...fields }, 400);
    expect(errors.map((error: { path: string }) => error.path)).toEqual(["name"]);
  }
});

test("a tag is a name too", async () => {
  const { errors } = await app.client.call("POST", "/admin/triggers", { name: "x", ...trigger, tags: ["a\tb"] }, 400);
  expect(errors).toEqual([{ path: "tags.0", message: "must be one line without control characters" }]);
});

test.each(["Prüfung", "👩‍💻 review", "レビュー", "a 'b' \"c\" <d>", " around "])("%p is a name", (name) => {
  expect(Name.parse(name)).toBe(name.trim());
});
