import { afterAll, beforeAll, expect, test } from "bun:test";
import { createRoute } from "@hono/zod-openapi";
import { features } from "~/features.ts";
import { Client } from "~/testing/client.ts";
import { memoryLog } from "~/testing/memory-log.ts";
import { openTest } from "~/testing/server.ts";
import { buildApp } from "./app.ts";
import { covers, KEY_SCOPES, type KeyScope } from "./route-scopes.ts";
import { router } from "./router.ts";

interface Operation {
  method: string;
  path: string;
  scope: KeyScope | undefined;
  security: Record<string, string[]>[] | undefined;
}

const { log, lines } = memoryLog();
let app: Awaited<ReturnType<typeof openTest>>;
let operations: Operation[];
const holders = new Map<KeyScope, Client>();

beforeAll(async () => {
  app = await openTest({}, { log });
  const { paths } = await app.client.call("GET", "/openapi/openapi.json");
  type Described = { "x-scope"?: KeyScope; security?: Operation["security"] };
  operations = Object.entries<Record<string, Described>>(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { "x-scope": scope, security }]) => ({
      ...{ method: method.toUpperCase(), path, scope, security },
    })),
  );
  for (const scope of KEY_SCOPES) {
    const { key } = await app.client.call("POST", "/admin/keys", { name: scope, scopes: [scope] }, 201);
    holders.set(scope, new Client(app.client.url, key));
  }
});
afterAll(() => app[Symbol.asyncDispose]());

const filled = (path: string) => path.replace(/\{\w+\}/g, "exec-01kb3m6g000000000000");

test("every operation is public or says its scope, in words of the three", () => {
  expect(operations.length).toBeGreaterThan(120);
  const silent = operations.filter(({ scope, security }) =>
    scope === undefined ? security?.length !== 0 : !KEY_SCOPES.includes(scope),
  );
  expect(silent).toEqual([]);
});

test("the document says which scope by which means", () => {
  for (const { scope, security } of operations)
    if (scope) expect(security).toEqual([{ key: [scope] }, { bearer: [scope] }, { session: [scope] }]);
});

test.each(KEY_SCOPES)(
  "a key with the scope %s alone reaches what asks for no more",
  async (held) => {
    const wrong: string[] = [];
    for (const { method, path, scope } of operations) {
      if (!scope) continue;
      const response = await holders.get(held)?.fetch(filled(path), { method });
      const { code } = response?.ok === false ? await response.json() : { code: "" };
      const refused = response?.status === 403 && code === "scope_missing";
      if (refused === covers([held], scope) || response?.status === 401)
        wrong.push(`${method} ${path} (${scope}): ${response?.status} ${code}`);
    }
    expect(wrong).toEqual([]);
  },
  30_000,
);

test("what changes something asks for more than read, unless it only looks", () => {
  const looks = operations.filter(({ method, scope }) => method !== "GET" && scope === "read");
  expect(looks.map(({ method, path }) => `${method} ${path}`).toSorted()).toEqual([
    "DELETE /admin/session",
    "POST /admin/budgets/estimate",
    "POST /admin/deliveries/{id}/preview",
    "POST /admin/schedules/preview",
    "POST /admin/stream-tokens",
    "POST /admin/triggers/preview",
    "POST /admin/triggers/{id}/preview",
    "POST /admin/workflows/check",
  ]);
});

test("keys, sessions and the audit log are seen by admins alone", () => {
  const seen = operations.filter(({ path }) => /^\/admin\/(keys|audit|login-links)/.test(path));
  expect(seen.length).toBeGreaterThan(5);
  expect(new Set(seen.map(({ scope }) => scope))).toEqual(new Set(["admin"]));
});

test("a refusal names the scope that is asked for and those of the key, and leaves one line", async () => {
  lines.length = 0;
  const response = await holders.get("read")?.fetch("/admin/queue/pause", { method: "POST" });
  expect(response?.headers.get("WWW-Authenticate")).toBe('Bearer error="insufficient_scope", scope="admin"');
  expect(await response?.json()).toMatchObject({
    ...{ status: 403, code: "scope_missing" },
    detail: "This asks for the scope admin; the key read has read.",
  });
  const refusals = lines.filter(({ security }) => security);
  expect(refusals).toMatchObject([
    { security: "scope_missing", address: "127.0.0.1", route: "POST /admin/queue/pause", needed: "admin" },
  ]);
});

test("HEAD asks for what GET asks for", async () => {
  expect((await holders.get("run")?.fetch("/admin/audit", { method: "HEAD" }))?.status).toBe(403);
  expect((await holders.get("run")?.fetch("/admin/triggers", { method: "HEAD" }))?.status).toBe(200);
});

test("what is not there is 404 or 405 for any key", async () => {
  const reader = holders.get("read");
  expect((await reader?.fetch("/admin/nowhere"))?.status).toBe(404);
  expect((await reader?.fetch("/admin/audit", { method: "PUT" }))?.status).toBe(405);
});

const bare = (more: object) =>
  router().openapi(
    createRoute({ method: "get", path: "/{id}", responses: { 200: { description: "x" } }, ...more }),
    (c) => c.body("in"),
  );

test.each<[string, ReturnType<typeof bare>, number]>([
  ["no scope", bare({}), 403],
  ["a scope there is not", bare({ "x-scope": "write" }), 403],
  ["a scope", bare({ "x-scope": "read" }), 200],
  ["an empty security, but is not on the list", bare({ security: [] }), 403],
])("a route that says %s", async (_, route, status) => {
  const { access, routes } = features(app.ctx);
  const built = buildApp(app.ctx, { access, routes: [...routes, ["/admin/bare", route]] });
  const ask = (key: string) => built.request("/admin/bare/1", { headers: { "X-API-Key": key } });
  expect((await ask(app.client.key)).status).toBe(status);
  expect((await ask("")).status).toBe(401);
});

test("a route that is in no document is open to nobody", async () => {
  const { access, routes } = features(app.ctx);
  const plain = router();
  plain.get("/", (c) => c.text("in"));
  const built = buildApp(app.ctx, { access, routes: [...routes, ["/admin/plain", plain]] });
  const answer = await built.request("/admin/plain", { headers: { "X-API-Key": app.client.key } });
  expect(answer.status).toBe(403);
});
