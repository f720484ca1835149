import { expect, test } from "bun:test";
import fc from "fast-check";
import { Fault } from "./fault.ts";
import { Vault } from "./vault.ts";

const vault = new Vault("ab".repeat(32));
const other = new Vault("cd".repeat(32));

test("what is sealed opens to the same text, and never looks the same twice", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 300 }), (plain) => {
      expect(vault.open(vault.seal(plain))).toBe(plain);
    }),
    { numRuns: 200 },
  );
  expect(vault.seal("the same")).not.toBe(vault.seal("the same"));
  expect(vault.seal("a secret text")).not.toContain(Buffer.from("a secret text").toString("base64").slice(0, 8));
});

const sealed = Buffer.from(vault.seal("a stored secret"), "base64");
const flipped = (at: number) => Buffer.from(sealed.map((byte, i) => (i === at ? byte ^ 1 : byte)));

test.each<[string, Vault, string]>([
  ["sealed under another key", other, sealed.toString("base64")],
  ["with another nonce", vault, flipped(0).toString("base64")],
  ["with another tag", vault, flipped(12).toString("base64")],
  ["with another byte", vault, flipped(28).toString("base64")],
  ["cut within its text", vault, sealed.subarray(0, -1).toString("base64")],
  ["cut within its tag", vault, sealed.subarray(0, 20).toString("base64")],
  ["cut within its nonce", vault, sealed.subarray(0, 5).toString("base64")],
  ["empty", vault, ""],
  ["no base64", vault, "%%%"],
])("what is %s is refused by a Fault that says nothing of it", (_, with_, text) => {
  let thrown: unknown;
  try {
    with_.open(text);
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(Fault);
  expect(thrown).toMatchObject({ kind: "unavailable", code: "secret_unreadable", status: 503 });
});

test("a signature holds for its text under its key alone", () => {
  const signature = vault.sign("text");
  expect(vault.signed("text", signature)).toBe(true);
  expect(vault.signed("texT", signature)).toBe(false);
  expect(vault.signed("text", `${signature}A`)).toBe(false);
  expect(vault.signed("text", "")).toBe(false);
  expect(other.signed("text", signature)).toBe(false);
  expect(signature).toMatch(/^[\w-]{43}$/);
});

test.each([
  ["an empty key", ""],
  ["a short key", "ab".repeat(31)],
  ["a passphrase", "correct horse battery staple, and then a few words more than that"],
  ["a key with a newline", `${"ab".repeat(32)}\n`],
])("%s is no key", (_, key) => {
  expect(() => new Vault(key)).toThrow("64 hexadecimal digits");
});

test("a fingerprint tells keys apart, however they are written", () => {
  const of = (key: string) => new Vault(key).fingerprint;
  expect(of("ab".repeat(32))).toBe(of("AB".repeat(32)));
  expect(of("ab".repeat(32))).not.toBe(of("cd".repeat(32)));
  expect(of("ab".repeat(32))).not.toContain("abab");
});
