import { expect, test } from "bun:test";
import { z } from "@hono/zod-openapi";
import { idParam } from "~/kit/ids.ts";
import { invalidInput } from "./router.ts";

const Kinds = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("a") }),
  z.strictObject({ kind: z.literal("b") }),
]);

test.each<[z.ZodType, unknown, string]>([
  [z.string(), undefined, "is required"],
  [z.enum(["x", "y"]), undefined, "is required"],
  [z.iso.datetime(), undefined, "is required"],
  [Kinds, undefined, "is required"],
  [z.string(), 7, "must be a text"],
  [z.number(), "7", "must be a number"],
  [z.coerce.number(), "x", "must be a number"],
  [z.number().int(), 1.5, "must be a whole number"],
  [z.number().int(), "1", "must be a whole number"],
  [z.coerce.number().int(), "x", "must be a whole number"],
  [z.boolean(), "true", "must be true or false"],
  [z.array(z.string()), "x", "must be a list"],
  [z.record(z.string(), z.string()), [], "must be an object"],
  [z.strictObject({}), null, "must be an object"],
  [z.string().min(1), "", "must not be empty"],
  [z.string().min(8), "x", "must have at least 8 characters"],
  [z.string().max(1), "xy", "must have at most 1 character"],
  [z.array(z.string()).min(1), [], "must not be empty"],
  [z.array(z.string()).max(2), ["", "", ""], "must have at most 2 elements"],
  [z.number().min(3), 2, "must be at least 3"],
  [z.number().positive(), 0, "must be more than 0"],
  [z.number().max(3), 4, "must be at most 3"],
  [z.number().multipleOf(5), 4, "must be a multiple of 5"],
  [z.enum(["x", "y"]), "z", "must be one of x, y"],
  [z.literal("x"), "z", "must be x"],
  [z.iso.datetime(), "x", "must be an instant such as 2026-01-31T09:00:00Z"],
  [z.email(), "x", "must be an e-mail address"],
  [z.url(), "x", "must be an address"],
  [z.union([z.literal("any"), z.number()]), "x", "must be any or a number"],
  [z.union([z.literal("any"), idParam("account")]), "x", "must be an id like acct-…"],
  [z.string().regex(/^a$/, "must be an a"), "b", "must be an a"],
])("%# a value is refused in our words", (schema, value, message) => {
  const field = z.strictObject({ field: schema }).safeParse({ field: value });
  expect(invalidInput(field.error?.issues ?? [], "json").errors).toEqual([{ path: "field", message }]);
});

test("of a kind that is not known all that are are named, and so are keys", () => {
  const errors = (value: unknown) => invalidInput(Kinds.safeParse(value).error?.issues ?? [], "json", value).errors;
  expect(errors({ kind: "c" })).toEqual([{ path: "kind", message: "must be one of a, b" }]);
  expect(errors({})).toEqual([{ path: "kind", message: "is required" }]);
  expect(errors({ kind: "a", x: 1, y: 2 })).toEqual([
    { path: "x", message: "is not known here (known: kind)" },
    { path: "y", message: "is not known here" },
  ]);
});

test("of very many mistakes the first are named and the rest are counted", () => {
  const many = Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`k${i}`, i]));
  const { errors = [] } = invalidInput(Kinds.safeParse({ kind: "a", ...many }).error?.issues ?? [], "json");
  expect(errors).toHaveLength(21);
  expect(errors.at(19)).toEqual({ path: "k19", message: "is not known here" });
  expect(errors.at(20)).toEqual({ path: "body", message: "and 99980 more" });
  const wrong = z.array(z.string()).safeParse(Array(1_000).fill(1)).error?.issues ?? [];
  expect(invalidInput(wrong, "json").errors?.at(-1)).toEqual({ path: "body", message: "and 980 more" });
});
