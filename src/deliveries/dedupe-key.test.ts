import { expect, test } from "bun:test";
import fc from "fast-check";
import { bodyHash, dedupeKey } from "./dedupe-key.ts";

const raw = new TextEncoder().encode("{}");
const HASH = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";
const DAY_MS = 86_400_000;

test.each<[string, Record<string, string>, string, number]>([
  ["webhook-id", { "webhook-id": "msg_1" }, "id:msg_1", DAY_MS],
  ["X-GitHub-Delivery", { "x-github-delivery": "72d3162e-cc78" }, "id:72d3162e-cc78", DAY_MS],
  ["Idempotency-Key", { "IDEMPOTENCY-KEY": '"a b"' }, 'id:"a b"', DAY_MS],
  ["the first of several", { "idempotency-key": "c", "x-github-delivery": "b", "webhook-id": "a" }, "id:a", DAY_MS],
  ["200 characters", { "webhook-id": "a".repeat(200) }, `id:${"a".repeat(200)}`, DAY_MS],
  ["the body", {}, `body:${HASH}`, 10_000],
])("%s", (_, headers, key, window_ms) => {
  expect(dedupeKey(new Headers(headers), raw)).toEqual({ key, given: window_ms === DAY_MS, window_ms });
});

test.each([
  ["webhook-id", "a".repeat(201)],
  ["X-GitHub-Delivery", ""],
  ["Idempotency-Key", "é"],
  ["Idempotency-Key", "a\tb"],
])("a bad %s is refused by name", (name, id) => {
  const message = expect.stringContaining(name);
  const errors = [{ path: `headers.${name}`, message: expect.any(String) }];
  const refused = expect.objectContaining({ kind: "invalid", message, errors });
  expect(() => dedupeKey(new Headers({ [name]: id }), raw)).toThrow(refused);
});

test("an id never collides with a body, and different bodies differ", () => {
  expect(dedupeKey(new Headers({ "webhook-id": HASH }), raw).key).not.toBe(dedupeKey(new Headers(), raw).key);
  fc.assert(
    fc.property(fc.uint8Array(), fc.uint8Array(), (a, b) => {
      expect(bodyHash(a) === bodyHash(b)).toBe(Buffer.from(a).equals(b));
    }),
    { numRuns: 1000 },
  );
});
