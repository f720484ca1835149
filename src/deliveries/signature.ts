import { createHmac, timingSafeEqual } from "node:crypto";

/** What a request claims about its body, read but not believed. */
export type Claimed =
  | { scheme: "sha256"; digests: Buffer[] }
  | { scheme: "standard"; id: string; timestamp: string; digests: Buffer[] };

export type Verification = { verified: true; secret: number } | { verified: false; reason: string };

const TOLERANCE_SECS = 300;
const SIGNATURES_LIMIT = 10;

/** Undefined when the request is not signed at all. */
export type Presented = Claimed | { malformed: string } | undefined;

export function parseSignatures(headers: Headers): Presented {
  const sha256 = parseSha256(headers, "X-Webhook-Signature-256");
  if (sha256) return sha256;
  const standard = headers.get("webhook-signature");
  return standard === null ? undefined : parseStandard(headers, standard);
}

/** The header of a sender that signs the bytes of the body and nothing else. */
export function parseSha256(headers: Headers, name: string): Presented {
  const value = headers.get(name);
  if (value === null) return undefined;
  const hex = /^sha256=([0-9a-f]{64})$/i.exec(value)?.[1];
  if (hex === undefined) return { malformed: `${name} must be sha256= and 64 hexadecimal digits` };
  return { scheme: "sha256", digests: [Buffer.from(hex, "hex")] };
}

function parseStandard(headers: Headers, value: string): Claimed | { malformed: string } {
  const id = headers.get("webhook-id") ?? "";
  const timestamp = headers.get("webhook-timestamp") ?? "";
  // What is signed is `id.timestamp.body`: a dot in the id would let the same signature fit another body.
  if (!/^[\x21-\x2d\x2f-\x7e]{1,200}$/.test(id))
    return { malformed: "webhook-id must be 1 to 200 characters without dots" };
  if (!/^\d{1,12}$/.test(timestamp)) return { malformed: "webhook-timestamp must be in whole seconds since 1970" };
  const signatures = value.split(" ").filter((part) => part !== "");
  if (signatures.length > SIGNATURES_LIMIT)
    return { malformed: `webhook-signature may hold ${SIGNATURES_LIMIT} signatures` };
  const digests = signatures.flatMap((part) => {
    const base64 = /^v1,([A-Za-z0-9+/]{43}=)$/.exec(part)?.[1];
    return base64 === undefined ? [] : [Buffer.from(base64, "base64")];
  });
  if (digests.length === 0) return { malformed: "webhook-signature must hold v1, and 32 bytes in base64" };
  return { scheme: "standard", id, timestamp, digests };
}

/** Whether one of the secrets signed exactly these bytes. Every pair is compared, whatever the earlier ones said. */
export function verify(
  claimed: Claimed,
  secrets: readonly string[],
  raw: Uint8Array,
  now: number,
  tolerance_secs = TOLERANCE_SECS,
): Verification {
  if (claimed.scheme === "standard" && Math.abs(now - Number(claimed.timestamp) * 1000) > tolerance_secs * 1000) {
    return { verified: false, reason: `webhook-timestamp is more than ${tolerance_secs} s from this server's clock` };
  }
  let secret = -1;
  for (const [i, text] of secrets.entries()) {
    const digest = digestOf(claimed, text, raw);
    for (const other of claimed.digests) if (digest && timingSafeEqual(digest, other)) secret = i;
  }
  return secret < 0 ? { verified: false, reason: "the signature fits no secret" } : { verified: true, secret };
}

/** Undefined for an empty key: everybody can sign with that. */
function digestOf(claimed: Claimed, secret: string, raw: Uint8Array): Buffer | undefined {
  const key = claimed.scheme === "standard" ? standardKey(secret) : Buffer.from(secret);
  if (key.length === 0) return undefined;
  const hmac = createHmac("sha256", key);
  if (claimed.scheme === "standard") hmac.update(`${claimed.id}.${claimed.timestamp}.`);
  return hmac.update(raw).digest();
}

function standardKey(secret: string): Buffer {
  return secret.startsWith("whsec_") ? Buffer.from(secret.slice("whsec_".length), "base64") : Buffer.from(secret);
}

/** The value of X-Webhook-Signature-256 for a body. */
export function sign(secret: string, raw: Uint8Array): string {
  return `sha256=${createHmac("sha256", secret).update(raw).digest("hex")}`;
}

/** The value of webhook-signature for a body, by Standard Webhooks. `timestamp` is in seconds. */
export function signStandard(secret: string, id: string, timestamp: number, raw: Uint8Array): string {
  const hmac = createHmac("sha256", standardKey(secret)).update(`${id}.${timestamp}.`).update(raw);
  return `v1,${hmac.digest("base64")}`;
}
