import { afterAll, beforeAll, expect, test } from "bun:test";
import { fakeClock } from "~/kit/clock.ts";
import { idParam } from "~/kit/ids.ts";
import { openTest } from "~/testing/server.ts";

const COUNT = 5;
let app: Awaited<ReturnType<typeof openTest>>;

beforeAll(async () => {
  // Its time stands still: all ids are of one millisecond, and what is started stays queued.
  app = await openTest({}, { clock: fakeClock() });
  for (let i = 0; i < COUNT; i++) await app.client.start(["true"], { name: `trigger ${i}` });
});

afterAll(() => app[Symbol.asyncDispose]());

const LISTS = [
  ["/admin/triggers", "triggers"],
  ["/admin/executions", "executions"],
] as const;

test("every list is in this table", async () => {
  const { paths } = await app.client.call("GET", "/openapi/openapi.json");
  const pages = Object.entries<{ get?: { parameters?: { name: string }[] } }>(paths)
    .filter(([, { get }]) => get?.parameters?.some(({ name }) => name === "cursor"))
    .map(([path]) => path);
  expect(pages.toSorted()).toEqual(LISTS.map(([path]) => path).toSorted());
});

test.each(LISTS)("%s pages newest first by its cursor, without a gap and to an end", async (path, name) => {
  const whole = await app.client.call("GET", path);
  const ids: string[] = whole[name].map(({ id }: { id: string }) => id);
  expect(ids.length).toBeGreaterThanOrEqual(COUNT);
  expect(ids).toEqual(ids.toSorted().toReversed());
  expect(whole.next_cursor).toBeNull();
  for (const limit of [1, 2, ids.length, 200]) {
    const seen: string[] = [];
    for (let cursor: string | null = ""; cursor !== null; ) {
      const page = await app.client.call("GET", `${path}?limit=${limit}${cursor && `&cursor=${cursor}`}`);
      expect(page[name].length).toBeLessThanOrEqual(limit);
      seen.push(...page[name].map(({ id }: { id: string }) => id));
      cursor = page.next_cursor;
    }
    expect(seen).toEqual(ids);
  }
});

test("the ids that the document shows are ids", async () => {
  const text = await (await app.client.fetch("/openapi/openapi.json")).text();
  const examples = new Set(text.match(/(?<="example":")(?:trig|exec|del)-[^"]*/g));
  expect(examples.size).toBeGreaterThan(1);
  const entities = { trig: "trigger", exec: "execution", del: "delivery" } as const;
  for (const example of examples) {
    const entity = entities[example.split("-")[0] as keyof typeof entities];
    expect(idParam(entity).safeParse(example).success).toBe(true);
  }
});

test("the document names its keys, refuses bodies that are no JSON, and gives a webhook source one shape", async () => {
  const { components, paths } = await app.client.call("GET", "/openapi/openapi.json");
  expect(components.securitySchemes).toEqual({
    key: { type: "apiKey", in: "header", name: "X-API-Key" },
    bearer: { type: "http", scheme: "bearer" },
  });
  const operations = Object.values<Record<string, Operation>>(paths).flatMap((path) => Object.values(path));
  const taking = operations.filter(({ requestBody }) => requestBody?.content["application/json"]);
  expect(taking.length).toBeGreaterThan(4);
  for (const { responses } of taking) expect(Object.keys(responses)).toContain("415");
  for (const name of ["Trigger", "TriggerInput", "TriggerPatch"])
    expect(JSON.stringify(components.schemas[name].properties.source)).not.toContain("allOf");
});

interface Operation {
  requestBody?: { content: Record<string, unknown> };
  responses: Record<string, unknown>;
}
