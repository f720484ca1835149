import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { openTest } from "~/testing/server.ts";

type Server = Awaited<ReturnType<typeof openTest>>;
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
  ["/assets/home.css", {}, "text/css"],
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
    expect(headers.get("Access-Control-Expose-Headers")).toBe("X-Request-Id,Retry-After,Allow");
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
    for (const address of addresses) expect(address).toMatch(/^(\/(?!\/)|data:,)/);
    expect(page).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\bstyle=|\bon\w+=|javascript:/i);
    for (const address of addresses)
      if (/\.(css|js)$/.test(address ?? "")) expect((await fetch(app.client.url + address)).status).toBe(200);
  },
);
