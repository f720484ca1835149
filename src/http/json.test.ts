import { expect, test } from "bun:test";
import fc from "fast-check";
import { Fault } from "~/kit/fault.ts";
import { jsonText } from "./json.ts";

function refusal(body: string | Uint8Array, lenient = false): unknown {
  try {
    return jsonText(Buffer.from(body), { lenient });
  } catch (error) {
    return error instanceof Fault ? error.errors?.map(({ path, message }) => `${path} ${message}`).join() : error;
  }
}

const nested = (depth: number) => `${'{"a":['.repeat(depth / 2)}1${"]}".repeat(depth / 2)}`;

test.each<[string, string | Uint8Array, string]>([
  ["bytes that are no UTF-8", new Uint8Array([0x22, 0xff, 0x22]), "body must be UTF-8"],
  ["half a character of UTF-8", new Uint8Array([0x22, 0xe2, 0x82, 0x22]), "body must be UTF-8"],
  ["UTF-16", Buffer.from('{"a":"é"}', "utf16le"), "body must be UTF-8"],
  ["a key twice", '{"name":1,"name":1}', "name stands there twice"],
  ["a key twice, once escaped", '{"name":1,"n\\u0061me":2}', "name stands there twice"],
  ["a key twice within", '{"a":[{},{"b":{"c":1,"d":2,"c":3}}]}', "a.1.b.c stands there twice"],
  ["a key twice after much space", `{"a":1,"a"${" ".repeat(5_000)}:2}`, "a stands there twice"],
  ["__proto__ twice", '{"__proto__":1,"__proto__":2}', "__proto__ stands there twice"],
  ["a number that is none", '{"limits":[1,-1e999]}', "limits.1 is too large a number"],
  ["four hundred digits", `{"n":${"9".repeat(400)}}`, "n is too large a number"],
  ["half a pair", '{"name":"\\ud83d"}', "name holds half of a surrogate pair"],
  ["half a pair as a key", '{"\\udc00":1}', "body holds half of a surrogate pair"],
  ["65 levels", `[${nested(64)}]`, "body may be nested 64 levels deep at most"],
  ["more than 200,000 values", `[${"1,".repeat(200_000)}1]`, "body may hold 200000 values at most"],
  ["a million levels", "[".repeat(1_000_000), "body may be nested 64 levels deep at most"],
])("%s is refused", (_, body, words) => expect(refusal(body)).toBe(words));

test.each([
  ["64 levels", nested(64)],
  ["the same key in other objects", '[{"a":{"a":1}},{"a":2}]'],
  ["a value like a key, and braces in text", '{"a":"a","b":"{\\"a\\":1,\\"a\\":2","c":["\\\\"]}'],
  ["a whole pair", '"\\ud83d\\ude00 😀"'],
  ["large numbers that are numbers", "[1e308,9007199254740993,-0]"],
  ["what JSON.parse will refuse", '{"a":"'],
])("%s passes", (_, body) => expect(refusal(body)).toBe(body));

test("half a pair in a delivery passes, and so do very many values", () => {
  for (const body of ['"\\ud83d"', `[${"1,".repeat(200_000)}1]`]) expect(refusal(body, true)).toBe(body);
});

test("what JSON.stringify makes passes, however it is spaced", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 6 }), fc.constantFrom(0, 2, "\t"), (value, space) => {
      const text = JSON.stringify(value, null, space);
      expect(refusal(text)).toBe(text);
    }),
  );
});
