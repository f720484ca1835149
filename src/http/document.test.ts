import { expect, test } from "bun:test";
import { z } from "@hono/zod-openapi";
import { ownContract } from "~/testing/own-contract.ts";
import { invalidInput, orNull } from "./router.ts";

const { document, operations } = ownContract();

/** All objects of the document, each with where it stands. */
function* parts(value: unknown, at = ""): Generator<[at: string, part: Record<string, unknown>]> {
  if (typeof value !== "object" || value === null) return;
  if (!Array.isArray(value)) yield [at, Object.fromEntries(Object.entries(value))];
  for (const [key, inner] of Object.entries(value)) yield* parts(inner, `${at}/${key}`);
}

const takesNull = ({ type }: Record<string, unknown>) => Array.isArray(type) && type.includes("null");

test("nothing that has a name is null: where null is meant too, orNull says so beside it", () => {
  const found = [...parts(document)].filter(([at]) => /\/schemas\/\w+$|\/allOf\/\d+$/.test(at));
  expect(found.length).toBeGreaterThan(100);
  expect(found.filter(([, part]) => takesNull(part)).map(([at]) => at)).toEqual([]);
});

test("what is null by right may be", () => {
  const { properties } = document.components.schemas.Trigger ?? {};
  const chain = Object(properties).chain;
  expect(chain.anyOf).toEqual([{ $ref: "#/components/schemas/Chain" }, { type: "null" }]);
});

test("a mistake inside what may be null is named by its field", () => {
  const Inner = z.strictObject({ name: z.string(), at: z.array(z.strictObject({ n: z.number().int() })) });
  const schema = z.strictObject({ inner: orNull(Inner) });
  const errorsOf = (input: unknown) => {
    const parsed = schema.safeParse(input);
    return invalidInput(parsed.error?.issues ?? [], "json", input).errors?.map(({ path }) => path);
  };
  expect(errorsOf({ inner: { name: 1, at: [{ n: "x" }], more: 1 } })).toEqual([
    "inner.name",
    "inner.at.0.n",
    "inner.more",
  ]);
  expect(errorsOf({ inner: 7 })).toEqual(["inner"]);
  expect(schema.safeParse({ inner: null }).success).toBe(true);
});

test("what is refused for now says when to come again", () => {
  for (const { path, responses } of operations)
    for (const status of ["429", "503"])
      if (responses[status]?.content?.["application/problem+json"])
        expect([path, status, Object.keys(Object(responses[status]).headers ?? {})]).toEqual([
          path,
          status,
          ["Retry-After"],
        ]);
});

test("each operation tells of what the frame around it may answer", () => {
  for (const { path, security, requestBody, responses } of operations) {
    const statuses = Object.keys(responses);
    expect(statuses).toContain("500");
    if (security?.length !== 0)
      expect([path, ...statuses]).toEqual(expect.arrayContaining([path, "401", "403", "429"]));
    if (requestBody) expect(statuses).toEqual(expect.arrayContaining(["400", "408", "413", "415"]));
  }
});
