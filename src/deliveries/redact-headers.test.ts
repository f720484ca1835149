import { expect, test } from "bun:test";
import { redactHeaders } from "./redact-headers.ts";

test.each([
  "Authorization",
  "Proxy-Authorization",
  "Cookie",
  "Set-Cookie",
  "X-Api-Key",
  "X-Webhook-Signature-256",
  "X-Hub-Signature",
  "webhook-signature",
  "X-Gitlab-Token",
  "X-Client-Secret",
  "X-Db-Password",
  "X-Amz-Security-Token",
  "Cf-Access-Jwt-Assertion",
])("%s is not kept", (name) => {
  const kept = redactHeaders(new Headers({ [name]: "hush", "content-type": "application/json" }));
  expect(kept).toEqual({ [name.toLowerCase()]: "[redacted]", "content-type": "application/json" });
});

test.each(["webhook-id", "webhook-timestamp", "X-GitHub-Delivery", "X-GitHub-Event", "User-Agent", "Content-Length"])(
  "%s is kept",
  (name) => expect(redactHeaders(new Headers({ [name]: "1" }))).toEqual({ [name.toLowerCase()]: "1" }),
);

test("there is an end to them", () => {
  const many = Object.fromEntries(Array.from({ length: 150 }, (_, i) => [`x-${i}`, "1"]));
  expect(Object.keys(redactHeaders(new Headers(many)))).toHaveLength(100);
  const kept = redactHeaders(new Headers({ "x-long": "a".repeat(5_000), "x-fits": "b".repeat(1_024) }));
  expect(kept["x-long"]).toBe(`${"a".repeat(1_023)}…`);
  expect(kept["x-fits"]).toBe("b".repeat(1_024));
});

test("a header named like the prototype is one more header", () => {
  const kept = redactHeaders(new Headers([["__proto__", "x"]]));
  expect(Object.keys(kept)).toEqual(["__proto__"]);
  expect(Object.getPrototypeOf(kept)).toBe(Object.prototype);
});
