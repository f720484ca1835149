import { expect, test } from "bun:test";
import fc from "fast-check";
import { type Claimed, parseSignatures, sign, signStandard, verify } from "./signature.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const NOW = Date.UTC(2026, 0, 1);
const SECONDS = NOW / 1000;

function claimed(headers: Record<string, string>): Claimed {
  const parsed = parseSignatures(new Headers(headers));
  if (!parsed || "malformed" in parsed) throw new Error(`not claimed: ${JSON.stringify(parsed)}`);
  return parsed;
}

const sha256 = (value: string) => claimed({ "x-webhook-signature-256": value });
const standard = (signature: string, id = "msg_1", timestamp = SECONDS) =>
  claimed({ "webhook-id": id, "webhook-timestamp": String(timestamp), "webhook-signature": signature });

test("the digest is the one GitHub documents", () => {
  const value = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
  expect(sign("It's a Secret to Everybody", bytes("Hello, World!"))).toBe(value);
  expect(verify(sha256(value), ["It's a Secret to Everybody"], bytes("Hello, World!"), NOW)).toEqual({
    verified: true,
    secret: 0,
  });
});

test("the signature is the one Standard Webhooks documents", () => {
  const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  const signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
  const raw = bytes('{"test": 2432232314}');
  expect(signStandard(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, raw)).toBe(signature);
  const claim = standard(signature, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330);
  expect(verify(claim, [secret], raw, 1614265330_000)).toEqual({ verified: true, secret: 0 });
});

const good = sign("one", bytes("body"));

test.each<[string, Claimed, string[], string, number, number | string]>([
  ["upper case", sha256(`SHA256=${good.slice(7).toUpperCase()}`), ["one"], "body", 0, 0],
  ["the second secret", sha256(good), ["two", "one"], "body", 0, 1],
  ["another secret", sha256(good), ["two"], "body", 0, "fits no secret"],
  ["another body", sha256(good), ["one"], "body ", 0, "fits no secret"],
  ["no secret", sha256(good), [], "body", 0, "fits no secret"],
  ["an empty secret", sha256(sign("", bytes("body"))), [""], "body", 0, "fits no secret"],
  ["standard, plain secret", standard(signStandard("one", "msg_1", SECONDS, bytes("b"))), ["one"], "b", 0, 0],
  [
    "standard, empty key",
    standard(signStandard("whsec_", "msg_1", SECONDS, bytes("b"))),
    ["whsec_"],
    "b",
    0,
    "fits no secret",
  ],
  [
    "standard, another id",
    standard(signStandard("one", "msg_2", SECONDS, bytes("b"))),
    ["one"],
    "b",
    0,
    "fits no secret",
  ],
  ["standard, in time", standard(signStandard("one", "msg_1", SECONDS, bytes("b"))), ["one"], "b", 300_000, 0],
  ["standard, too old", standard(signStandard("one", "msg_1", SECONDS, bytes("b"))), ["one"], "b", 300_001, "300 s"],
  ["standard, too new", standard(signStandard("one", "msg_1", SECONDS, bytes("b"))), ["one"], "b", -300_001, "300 s"],
])("%s", (_, claim, secrets, body, later, expected) => {
  const result = verify(claim, secrets, bytes(body), NOW + later);
  if (typeof expected === "number") expect(result).toEqual({ verified: true, secret: expected });
  else expect(result).toEqual({ verified: false, reason: expect.stringContaining(expected) });
});

test("during a rotation either signature holds under either secret", () => {
  const both = ["old", "new"].map((secret) => signStandard(secret, "msg_1", SECONDS, bytes("b"))).join(" ");
  for (const secrets of [["old"], ["new"], ["new", "old"]]) {
    expect(verify(standard(`v1a,unknown ${both}`), secrets, bytes("b"), NOW).verified).toBe(true);
  }
  expect(verify(standard(both), ["other"], bytes("b"), NOW).verified).toBe(false);
});

const base64 = "A".repeat(43).concat("=");
const whole = { "webhook-id": "msg_1", "webhook-timestamp": "1", "webhook-signature": `v1,${base64}` };

test.each<[string, Record<string, string>, string | undefined]>([
  ["nothing", {}, undefined],
  ["an id alone", { "webhook-id": "msg_1" }, undefined],
  ["GitHub's header", { "x-hub-signature-256": good }, undefined],
  ["short", { "X-Webhook-Signature-256": "sha256=abc" }, "X-Webhook-Signature-256 must"],
  ["no prefix", { "X-Webhook-Signature-256": good.slice(7) }, "X-Webhook-Signature-256 must"],
  ["sha1", { "X-Webhook-Signature-256": good.replace("sha256", "sha1") }, "X-Webhook-Signature-256 must"],
  ["two", { "X-Webhook-Signature-256": `${good}, ${good}` }, "X-Webhook-Signature-256 must"],
  ["empty", { "X-Webhook-Signature-256": "" }, "X-Webhook-Signature-256 must"],
  ["no id", { ...whole, "webhook-id": "" }, "webhook-id must"],
  ["an id with a dot", { ...whole, "webhook-id": "a.1" }, "webhook-id must"],
  ["a long id", { ...whole, "webhook-id": "a".repeat(201) }, "webhook-id must"],
  ["no time", { "webhook-id": "a", "webhook-signature": `v1,${base64}` }, "webhook-timestamp must"],
  ["a fraction", { ...whole, "webhook-timestamp": "1.5" }, "webhook-timestamp must"],
  ["a date", { ...whole, "webhook-timestamp": "2026-01-01" }, "webhook-timestamp must"],
  ["another version", { ...whole, "webhook-signature": `v2,${base64}` }, "webhook-signature must"],
  ["not 32 bytes", { ...whole, "webhook-signature": "v1,QUJD" }, "webhook-signature must"],
  ["eleven", { ...whole, "webhook-signature": `v1,${base64} `.repeat(11) }, "webhook-signature may"],
])("%s", (_, headers, malformed) => {
  const parsed = parseSignatures(new Headers(headers));
  expect(parsed).toEqual(malformed === undefined ? undefined : { malformed: expect.stringContaining(malformed) });
});

test("only the secret that signed exactly these bytes verifies", () => {
  const raw = fc.uint8Array({ maxLength: 200 });
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), fc.string({ minLength: 1 }), raw, raw, (secret, other, body, another) => {
      const claim = sha256(sign(secret, body));
      expect(verify(claim, [secret], body, NOW).verified).toBe(true);
      if (Buffer.from(secret).compare(Buffer.from(other)) !== 0)
        expect(verify(claim, [other], body, NOW).verified).toBe(false);
      if (Buffer.from(body).compare(another) !== 0) expect(verify(claim, [secret], another, NOW).verified).toBe(false);
    }),
    { numRuns: 1000 },
  );
});
