import { expect, test } from "bun:test";
import fc from "fast-check";
import { Redactor } from "./redact.ts";

const secret = 's3cr3t/+value&"quoted"\\ü';
const shortest = "12345678";

function knowing(...secrets: string[]): Redactor {
  const redactor = new Redactor();
  redactor.know("test", secrets);
  return redactor;
}

test.each<[string, (secret: string) => string]>([
  ["itself", (text) => `before ${text} after, and ${text} again`],
  ["in a URL", (text) => `https://host/?key=${encodeURIComponent(text)}&other=1`],
  ["in JSON", (text) => JSON.stringify({ key: text, list: [`x${text}y`] })],
  ["in base64", (text) => Buffer.from(text).toString("base64")],
  ["in base64, one byte in", (text) => Buffer.from(`u${text}:tail`).toString("base64")],
  ["in base64, two bytes in", (text) => Buffer.from(`us${text}:tail`).toString("base64")],
  ["in base64, three bytes in", (text) => Buffer.from(`usr${text}`).toString("base64")],
  ["in base64 for URLs", (text) => Buffer.from(`{"k":"${text}"}`).toString("base64url")],
])("a secret is masked as %s", (_, write) => {
  for (const one of [secret, shortest, "x".repeat(200)]) {
    const clean = knowing(one).redact(write(one));
    expect(clean).toContain("[redacted]");
    for (const form of [one, one.slice(1), one.slice(0, -1)]) expect(clean).not.toContain(form);
  }
});

test("no alignment of base64 lets a secret through, whatever stands around it", () => {
  const around = fc.uint8Array({ maxLength: 7 });
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 10, maxLength: 40 }), around, around, (bytes, before, after) => {
      const text = Buffer.from(bytes).toString("hex");
      const encoded = Buffer.concat([before, Buffer.from(text), after]).toString("base64");
      const left = Buffer.from(knowing(text).redact(encoded).replaceAll("[redacted]", ""), "base64").toString("latin1");
      expect(left).not.toContain(text.slice(3, -3));
    }),
    { numRuns: 300 },
  );
});

test("a secret of several lines is masked line by line, and whole where it stands in one", () => {
  const pem = "-----BEGIN KEY-----\nMIIEvQIBADANBg\r\nkqhkiG9w0BAQEF\n        \nAB==\n-----END KEY-----\n";
  const redactor = knowing(pem);
  for (const line of ["MIIEvQIBADANBg", "kqhkiG9w0BAQEF"]) expect(redactor.redact(`  ${line}`)).toBe("  [redacted]");
  expect(redactor.redact(JSON.stringify({ pem }))).toBe('{"pem":"[redacted]"}');
  expect(redactor.redact("        indented, AB==")).toBe("        indented, AB==");
});

test.each(["", "a", "1234567", "true", "       ", "        "])("%j is too short to be a secret", (text) => {
  expect(knowing(text).redact("a true 1234567        x")).toBe("a true 1234567        x");
});

test("the longest form goes first, so no end of a secret is left standing", () => {
  const redactor = knowing("password", "password-and-more", "and-more");
  expect(redactor.redact("password-and-more password and-more")).toBe("[redacted] [redacted] [redacted]");
});

test("each owner's secrets are known until it says otherwise", () => {
  const redactor = new Redactor();
  redactor.know("one", ["first-secret", "shared-secret"]);
  redactor.know("two", ["shared-secret"]);
  redactor.know("one", ["second-secret"]);
  expect(redactor.redact("first-secret second-secret shared-secret")).toBe("first-secret [redacted] [redacted]");
  redactor.forget("two");
  expect(redactor.redact("second-secret shared-secret")).toBe("[redacted] shared-secret");
});

test("what an owner learns it knows beside all before", () => {
  const redactor = new Redactor();
  for (const secret of ["first-secret", "second-secret", "first-secret"]) redactor.learn("one", [secret]);
  expect(redactor.redact("first-secret second-secret")).toBe("[redacted] [redacted]");
  redactor.forget("one");
  expect(redactor.redact("first-secret second-secret")).toBe("first-secret second-secret");
});

test("a secret with half a character does not stop the server, and is masked as far as it has a form", () => {
  expect(knowing("half a \ud800 character").redact("half a \ufffd character")).toBe("[redacted]");
});
