import { afterAll, beforeAll, expect, test } from "bun:test";
import { features } from "~/features.ts";
import { SECRET, signature, webhook } from "~/testing/deliver.ts";
import { memoryLog } from "~/testing/memory-log.ts";
import { raw } from "~/testing/raw.ts";
import { openTest } from "~/testing/server.ts";
import { buildApp } from "./app.ts";
import { isPublic, PUBLIC } from "./gate.ts";

let app: Awaited<ReturnType<typeof openTest>>;
let routes: { method: string; path: string }[];
let operations: { method: string; path: string; public: boolean }[];

beforeAll(async () => {
  app = await openTest();
  const built = buildApp(app.ctx, features(app.ctx));
  routes = built.routes.filter(({ method }) => method !== "ALL");
  const { paths } = await app.client.call("GET", "/openapi/openapi.json");
  operations = Object.entries<Record<string, { security?: unknown[] }>>(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { security }]) => ({
      method: method.toUpperCase(),
      path,
      public: security?.length === 0,
    })),
  );
});

afterAll(() => app[Symbol.asyncDispose]());

const wordOf = ({ method, path }: { method: string; path: string }) => `${method} ${path.replace(/:(\w+)/g, "{$1}")}`;
const filled = (path: string) => path.replace(/:\w+|\{\w+\}/g, "exec-01kb3m6g000000000000");
/** The document and the page that shows it do not describe themselves. */
const UNDESCRIBED = [
  "GET /docs",
  "GET /docs/start.js",
  "GET /docs/swagger-ui-bundle.js",
  "GET /docs/swagger-ui.css",
  "GET /openapi/openapi.json",
];

async function stranger(method: string, path: string): Promise<number> {
  const head = `${method} ${path} HTTP/1.1\nHost: test\nConnection: close\n`;
  const answer = await raw(app.client.url, `${head}${/P/.test(method) ? "Content-Length: 0\n" : ""}\n`);
  return Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1]);
}

test("the document and the router are equal", () => {
  const routed = new Set(routes.map(wordOf));
  expect([...operations.map(wordOf), ...UNDESCRIBED].toSorted()).toEqual([...routed].toSorted());
  expect(operations.length).toBeGreaterThan(15);
});

test("what the document calls public is what the list says", () => {
  const listed = operations.filter(({ method, path }) => isPublic(method, filled(path)));
  expect(operations.filter((operation) => operation.public)).toEqual(listed);
  expect(PUBLIC).toHaveLength(13);
});

test("every route answers 401 to a stranger, unless it is on the list", async () => {
  const wrong: string[] = [];
  for (const { method, path } of [...routes, ...operations]) {
    const status = await stranger(method, filled(path));
    if (!isPublic(method, filled(path)) && status !== 401) wrong.push(`${method} ${path}: ${status}`);
  }
  expect(wrong).toEqual([]);
});

test.each([
  ["GET", "/admin"],
  ["GET", "/admin/"],
  ["GET", "//admin"],
  ["GET", "//admin/triggers"],
  ["GET", "/Admin/triggers"],
  ["GET", "/%61dmin/triggers"],
  ["GET", "/admin%2ftriggers"],
  ["GET", "/./admin/triggers"],
  ["GET", "/docs/../admin/triggers"],
  ["GET", "/docs/%2e%2e/admin/triggers"],
  ["GET", "/docs\\..\\admin\\triggers"],
  ["GET", "/admin/triggers?x=/docs"],
  ["GET", "/admin/triggers;/docs"],
  ["GET", "http://elsewhere/admin/triggers"],
  ["HEAD", "/admin/triggers"],
  ["OPTIONS", "/admin/triggers"],
  ["TRACE", "/admin/triggers"],
  ["PROPFIND", "/admin/triggers"],
  ["OPTIONS", "/docs"],
  ["TRACE", "/"],
  ["DELETE", "/"],
  ["POST", "/health/liveness"],
  ["GET", "/api/webhooks/trig-01kb3m6g000000000000"],
  ["POST", "/api/webhooks/a/b"],
  ["POST", "/api/webhooks/"],
  ["GET", "/docs/"],
  ["GET", "/docs/package.json"],
  ["GET", "/docs/..%2fpackage.json"],
  ["GET", "/assets/"],
  ["GET", "/assets/../admin"],
  ["GET", "/metrics"],
  ["GET", "/nowhere"],
  ["GET", "/.env"],
  ["GET", "/%"],
  ["GET", "/%zz"],
])("%s %s is 401 for a stranger", async (method, path) => {
  expect(await stranger(method, path)).toBe(401);
});

test.each([
  ["GET", "/", 200],
  ["HEAD", "/", 200],
  ["GET", "/health/liveness", 200],
  ["HEAD", "/health/readiness", 200],
  ["GET", "/docs", 200],
  ["GET", "/openapi/openapi.json", 200],
  ["GET", "/sign-in", 200],
  ["GET", "/health/liveness?token=some", 200],
])("%s %s is there for everybody", async (method, path, status) => {
  expect(await stranger(method, path)).toBe(status);
});

test.each<[string, Record<string, string>, number]>([
  ["X-API-Key", { "X-API-Key": "test-key-of-a-test" }, 200],
  ["Bearer", { Authorization: "Bearer test-key-of-a-test" }, 200],
  ["bearer, in small letters and with spaces", { Authorization: "bearer   test-key-of-a-test" }, 200],
  ["a wrong key", { "X-API-Key": "test-key-of-a-tesT" }, 401],
  ["a wrong X-API-Key beside a right bearer", { "X-API-Key": "x", Authorization: "Bearer test-key-of-a-test" }, 401],
  ["an empty key", { "X-API-Key": "" }, 401],
  ["Basic", { Authorization: `Basic ${btoa("test-key-of-a-test:")}` }, 401],
])("the key as %s", async (_, headers, status) => {
  const response = await fetch(`${app.client.url}/admin/triggers`, { headers });
  expect(response.status).toBe(status);
  if (status === 401) expect(response.headers.get("WWW-Authenticate")).toBe("Bearer");
});

test("where no key is asked for, a wrong one is nobody and a right one is somebody", async () => {
  await using limited = await openTest({ FAILED_KEYS_PER_MINUTE: "2" });
  const ask = (key: string) => limited.client.fetch("/health/readiness", { headers: { "X-API-Key": key } });
  expect((await (await ask(limited.client.key)).json()).checks).toBeArray();
  for (let i = 0; i < 4; i++) {
    const response = await ask("wrong");
    expect([response.status, (await response.json()).checks]).toEqual([200, undefined]);
  }
  // Who has tried many learns no more which one is right, and is let in by it where one is needed.
  expect((await (await ask(limited.client.key)).json()).checks).toBeUndefined();
  expect((await limited.client.fetch("/admin/triggers")).status).toBe(200);
});

test.each([
  ["none, as HTTP/1.0 health checks have it", "HTTP/1.0\n"],
  ["an empty one", "HTTP/1.1\nHost:\nConnection: close\n"],
  ["one with a space", "HTTP/1.1\nHost: a b\nConnection: close\n"],
  ["a bracket", "HTTP/1.1\nHost: [\nConnection: close\n"],
  ["a port beyond all ports", "HTTP/1.1\nHost: a:99999\nConnection: close\n"],
  ["a path", "HTTP/1.1\nHost: a/admin?\nConnection: close\n"],
])("a Host that is %s is answered as any other", async (_, head) => {
  const { log, lines } = memoryLog();
  await using server = await openTest({}, { log });
  const { url, key } = server.client;
  const ask = (target: string, more = "") => raw(url, `GET ${target} ${head}${more}\n`);
  expect(await ask("/health/liveness")).toStartWith("HTTP/1.1 200");
  expect(await ask("/admin/triggers", `X-API-Key: ${key}\n`)).toStartWith("HTTP/1.1 200");
  expect(await ask("/admin/triggers?token=hush")).toStartWith("HTTP/1.1 401");
  expect(await ask("//admin/triggers")).toStartWith("HTTP/1.1 401");
  expect(lines.filter(({ msg }) => msg === "request")).toHaveLength(4);
  expect(lines.find(({ msg }) => msg === "request")).toMatchObject({ address: "127.0.0.1", path: "/health/liveness" });
  expect(JSON.stringify(lines)).not.toContain("hush");
});

test("a delivery without a Host keeps its body, and is not local", async () => {
  const { id } = await webhook(app.client, {}, { enabled: false });
  await webhook(app.client, { unsigned: true });
  const post = (more: string) =>
    raw(app.client.url, `POST /api/webhooks/${id} HTTP/1.0\nContent-Length: 2\n${more}\n{}`);
  expect(await post(`X-Webhook-Signature-256: ${signature(SECRET, "{}")}\n`)).toStartWith("HTTP/1.1 202");
  expect(await raw(app.client.url, "POST / HTTP/1.0\nContent-Length: 2\n\n{}")).toStartWith("HTTP/1.1 401");
});
