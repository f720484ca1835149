import { afterAll, beforeAll, expect, test } from "bun:test";
import { openTest } from "~/testing/server.ts";

let app: Awaited<ReturnType<typeof openTest>>;
beforeAll(async () => {
  app = await openTest();
});
afterAll(() => app[Symbol.asyncDispose]());

/** They do nothing for a filter that says nothing. */
const FILTERED = ["/admin/executions/cancel", "/admin/executions/retry"];

interface Operation {
  parameters?: { name: string; schema: { example?: string } }[];
  requestBody?: {
    required?: boolean;
    content: Record<string, { schema: { $ref?: string; required?: string[]; anyOf?: unknown[] } }>;
  };
}

/** Every POST whose body may be `{}`, with ids of nothing in its path. */
async function optional() {
  const { paths, components } = await app.client.call("GET", "/openapi/openapi.json");
  return Object.entries<{ post?: Operation }>(paths).flatMap(([path, { post }]) => {
    const schema = post?.requestBody?.content["application/json"]?.schema;
    const named = schema?.$ref ? components.schemas[schema.$ref.split("/").at(-1) ?? ""] : schema;
    if (!path.startsWith("/admin") || !named || named.anyOf || named.required?.length > 0 || FILTERED.includes(path))
      return [];
    const at = (_: string, name: string) => post?.parameters?.find((one) => one.name === name)?.schema.example ?? "1";
    return [{ path, url: path.replace(/\{(\w+)\}/g, at), required: post?.requestBody?.required }];
  });
}

test("a body of which nothing is required may be left out, and is said to be", async () => {
  const routes = await optional();
  expect(routes.length).toBeGreaterThan(9);
  for (const { path, url, required } of routes) {
    expect([path, required]).toEqual([path, false]);
    for (const headers of [new Headers(), new Headers({ "Content-Type": "application/json" })]) {
      const { status } = await app.client.fetch(url, { method: "POST", headers });
      expect([path, status === 400 || status === 415]).toEqual([path, false]);
    }
  }
});

test("what is no JSON is not taken for nothing", async () => {
  for (const { path, url } of await optional()) {
    const { status } = await app.client.fetch(url, { method: "POST", body: "note=x" });
    expect([path, status]).toEqual([path, 415]);
    const broken = { method: "POST", body: "{", headers: { "Content-Type": "application/json" } };
    expect([path, (await app.client.fetch(url, broken)).status]).toEqual([path, 400]);
  }
});

test("what is left out is as its default says", async () => {
  const { id } = await app.client.trigger();
  const response = await app.client.fetch(`/admin/triggers/${id}/run`, { method: "POST" });
  const { execution_id } = await response.json();
  expect(await app.client.finished(execution_id)).toMatchObject({ status: "succeeded", tags: [], group_id: null });
  const again = await app.client.fetch(`/admin/executions/${execution_id}/replay`, { method: "POST" });
  expect(again.status).toBe(202);
  const used = await app.client.fetch("/admin/templates/pr-review/use", { method: "POST" });
  expect([used.status, (await used.json()).enabled]).toEqual([201, false]);
});
