import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { join } from "node:path";
import { ownContract } from "~/testing/own-contract.ts";
import { openTest } from "~/testing/server.ts";

type Server = Awaited<ReturnType<typeof openTest>>;
const ROOT = join(import.meta.dir, "../..");
const ORIGIN = "https://panel.example";
let app: Server;
let open: Server;

beforeAll(async () => {
  app = await openTest();
  open = await openTest({ CORS_ALLOWED_ORIGINS: ORIGIN, TRUST_PROXY: "127.0.0.1" });
});

afterAll(async () => {
  await app[Symbol.asyncDispose]();
  await open[Symbol.asyncDispose]();
});

const kinds: [path: string, init: RequestInit, type: string][] = [
  ["/", {}, "text/html"],
  ["/executions/any", {}, "text/html"],
  ["/docs", {}, "text/html"],
  ["/docs/start.js", {}, "text/javascript"],
  ["/docs/swagger-ui.css", {}, "text/css"],
  ["/docs/swagger-ui-bundle.js", {}, "text/javascript"],
  ["/openapi/openapi.json", {}, "application/json"],
  ["/health/liveness", {}, "application/json"],
  ["/admin/triggers", {}, "application/json"],
  ["/admin/triggers", { headers: { "X-API-Key": "" } }, "application/problem+json"],
  ["/admin/triggers", { method: "DELETE" }, "application/problem+json"],
  ["/nowhere", {}, "application/problem+json"],
  ["/", { method: "POST", body: "{}" }, "application/problem+json"],
];

describe.each(kinds)("%s %o", (path, init, type) => {
  test("carries the security headers", async () => {
    const { headers } = await app.client.fetch(path, init);
    expect(headers.toJSON()).toMatchObject({
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
      "referrer-policy": "no-referrer",
      "cross-origin-resource-policy": "same-origin",
      "cross-origin-opener-policy": "same-origin",
      "content-security-policy": expect.stringContaining("default-src 'none'"),
      "x-request-id": expect.stringMatching(/^req-/),
    });
    expect(headers.get("Content-Security-Policy")).not.toContain("unsafe");
    for (const name of ["Strict-Transport-Security", "Access-Control-Allow-Origin", "X-Powered-By", "Server"])
      expect(headers.get(name)).toBeNull();
  });

  test("says its type, its charset and how long it keeps", async () => {
    const { headers } = await app.client.fetch(path, init);
    expect(headers.get("Content-Type")?.toLowerCase()).toBe(`${type}; charset=utf-8`);
    const asset = /\.(css|js)$/.test(path);
    expect(headers.get("Cache-Control")).toBe(asset ? "public, max-age=3600" : "no-store");
  });
});

/** Every answer that a request can have of us: each operation as it is, without a key, and each way of failing. */
async function everyAnswer(): Promise<[name: string, response: Response][]> {
  const limited = await openTest({ READS_PER_MINUTE: "1" });
  const id = await app.client.start(["echo", "hello"]);
  await app.client.finished(id);
  const json = { "Content-Type": "application/json" };
  const paths = ownContract().operations.map(({ method, path }) => ({ method, path }));
  const asked: [string, RequestInit][] = paths.flatMap(({ method, path }): [string, RequestInit][] => {
    const real = path.startsWith("/admin/executions/{id}") ? id : "trig-01kb3m6g000000000000";
    const filled = path.replace(/\{\w+\}/, real).replace(/\{\w+\}/, "1");
    const init = method === "GET" ? { method } : { method, body: "{}", headers: json };
    return [
      [filled, init],
      [filled, { ...init, headers: { ...json, "X-API-Key": "" } }],
    ];
  });
  asked.push(
    ...["/docs", "/docs/start.js", "/openapi/openapi.json", "/nowhere"].map((path): [string, RequestInit] => [
      path,
      {},
    ]),
    [`/admin/executions/${id}/artifacts`, { method: "HEAD" }],
    ["/admin/triggers", { method: "DELETE" }],
    ["/admin/triggers", { method: "POST", body: "x" }],
    ["/admin/triggers", { method: "POST", body: `"${"x".repeat(9 * 1024 * 1024)}"`, headers: json }],
    ["/admin/triggers", { headers: { "X-API-Key": "wrong" } }],
  );
  const found: [string, Response][] = [];
  for (const [path, init] of asked) found.push([`${init.method ?? "GET"} ${path}`, await app.client.fetch(path, init)]);
  await limited.client.fetch("/admin/triggers");
  found.push(["one too many", await limited.client.fetch("/admin/triggers")]);
  app.ctx.db.sqlite.run("ALTER TABLE snippets RENAME TO hidden_from_the_server");
  found.push(["a failure of ours", await app.client.fetch("/admin/snippets")]);
  app.ctx.db.sqlite.run("ALTER TABLE hidden_from_the_server RENAME TO snippets");
  await limited[Symbol.asyncDispose]();
  return found;
}

test("every answer of every route carries them, and every way of failing", async () => {
  const answers = await everyAnswer();
  const statuses = new Set(answers.map(([, { status }]) => status));
  for (const status of [200, 400, 401, 404, 405, 413, 415, 429, 500]) expect(statuses).toContain(status);
  for (const [name, { status, headers }] of answers) {
    const csp = headers.get("Content-Security-Policy") ?? "";
    const seen = {
      ...{ name, nosniff: headers.get("X-Content-Type-Options"), frames: headers.get("X-Frame-Options") },
      ...{ referrer: headers.get("Referrer-Policy"), resource: headers.get("Cross-Origin-Resource-Policy") },
      ...{ opener: headers.get("Cross-Origin-Opener-Policy"), hsts: headers.get("Strict-Transport-Security") },
      closed: /default-src 'none'.*frame-ancestors 'none'/.test(csp) && !/unsafe|\*|http:/.test(csp),
      nonce: /style-src 'self' 'nonce-[\w+/=]{20,}'/.test(csp),
      devices: headers.get("Permissions-Policy")?.includes("camera=()"),
      kept: /\.(css|js|schema\.json)$/.test(name) || headers.get("Cache-Control") === "no-store",
      charset: status === 204 || /charset=utf-8$/i.test(headers.get("Content-Type") ?? ""),
      told: headers.has("X-Request-Id"),
    };
    expect(seen).toEqual({
      ...{ name, nosniff: "nosniff", frames: "DENY", referrer: "no-referrer", resource: "same-origin" },
      ...{ opener: "same-origin", hsts: null, closed: true, nonce: true, devices: true, kept: true, charset: true },
      told: true,
    });
  }
}, 30_000);

test("each answer has a nonce of its own", async () => {
  const policies = new Set<string | null>();
  for (let i = 0; i < 5; i++) policies.add((await app.client.fetch("/")).headers.get("Content-Security-Policy"));
  expect(policies.size).toBe(5);
});

test("no proxy sample sends HSTS beside ours: of two fields a browser reads the first", async () => {
  for (const path of new Bun.Glob("deploy/**").scanSync(ROOT))
    expect(await Bun.file(join(ROOT, path)).text()).not.toMatch(/strict-transport-security/i);
});

test.each([
  ["https", true],
  ["http", false],
  [undefined, false],
])("behind a trusted proxy that was reached by %s HSTS is sent: %p", async (proto, sent) => {
  const headers = proto ? { "X-Forwarded-Proto": proto } : undefined;
  for (const path of ["/", "/nowhere", "/admin/triggers"]) {
    const hsts = (await open.client.fetch(path, { headers })).headers.get("Strict-Transport-Security");
    expect(hsts).toBe(sent ? "max-age=31536000; includeSubDomains" : null);
  }
});

test("a stranger's X-Forwarded-Proto makes no HSTS", async () => {
  const { headers } = await app.client.fetch("/", { headers: { "X-Forwarded-Proto": "https" } });
  expect(headers.get("Strict-Transport-Security")).toBeNull();
});

const preflight = (origin: string): RequestInit => ({
  method: "OPTIONS",
  headers: {
    "X-API-Key": "",
    Origin: origin,
    "Access-Control-Request-Method": "PATCH",
    "Access-Control-Request-Headers": "x-api-key",
  },
});

test("an allowed origin may ask, and read also the refusals", async () => {
  const asked = await open.client.fetch("/admin/triggers", preflight(ORIGIN));
  expect(asked.status).toBe(204);
  expect(asked.headers.toJSON()).toMatchObject({
    "access-control-allow-origin": ORIGIN,
    "access-control-allow-methods": "GET,HEAD,POST,PUT,PATCH,DELETE",
    "access-control-allow-headers": "x-api-key",
  });
  for (const key of [open.client.key, "wrong"]) {
    const { headers } = await open.client.fetch("/admin/triggers", { headers: { Origin: ORIGIN, "X-API-Key": key } });
    expect(headers.get("Access-Control-Allow-Origin")).toBe(ORIGIN);
    expect(headers.get("Vary")).toContain("Origin");
    expect(headers.get("Access-Control-Expose-Headers")).toBe(
      "X-Request-Id,Retry-After,Allow,RateLimit,RateLimit-Policy",
    );
    expect(headers.get("Access-Control-Allow-Credentials")).toBeNull();
  }
});

test.each(["https://evil.example", "null", `${ORIGIN}.evil.example`, "http://panel.example"])(
  "%s may not",
  async (origin) => {
    for (const server of [app, open])
      for (const init of [preflight(origin), { headers: { Origin: origin } }])
        expect(
          (await server.client.fetch("/admin/triggers", init)).headers.get("Access-Control-Allow-Origin"),
        ).toBeNull();
  },
);

test("only a preflight of an allowed origin passes without a key", async () => {
  const statusOf = async (init: RequestInit) => (await open.client.fetch("/admin/triggers", init)).status;
  expect(await statusOf(preflight("https://evil.example"))).toBe(401);
  expect(await statusOf({ method: "OPTIONS", headers: { "X-API-Key": "" } })).toBe(401);
  expect(await statusOf({ method: "OPTIONS", headers: { "X-API-Key": "", Origin: ORIGIN } })).toBe(401);
});

test("without the setting no origin may, and a preflight is a stranger's request", async () => {
  expect((await app.client.fetch("/admin/triggers", preflight(ORIGIN))).status).toBe(401);
});

test.each(["/", "/docs"])(
  "the page %s loads nothing from elsewhere and holds no script or style of its own",
  async (path) => {
    const page = await (await app.client.fetch(path)).text();
    const addresses = [...page.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, address]) => address);
    expect(addresses.length).toBeGreaterThan(1);
    for (const address of addresses) expect(address).toMatch(/^(\/(?!\/)|data:(image\/svg\+xml)?,)/);
    expect(page).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\bstyle=|\bon\w+=|javascript:/i);
    for (const address of addresses)
      if (/\.(css|js)$/.test(address ?? "")) expect((await fetch(app.client.url + address)).status).toBe(200);
  },
);
