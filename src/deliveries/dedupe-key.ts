import { createHash } from "node:crypto";
import { Fault } from "~/kit/fault.ts";

/** By what a delivery is known again, for how long, and whether its sender gave it. */
export interface DedupeKey {
  key: string;
  given: boolean;
  window_ms: number;
}

const ID_HEADERS = ["webhook-id", "X-GitHub-Delivery", "Idempotency-Key"];
const GIVEN_WINDOW_MS = 24 * 60 * 60_000;
const BODY_WINDOW_MS = 10_000;

/** Throws `invalid` for an id that could not be shown or stored in full. */
export function dedupeKey(headers: Headers, raw: Uint8Array): DedupeKey {
  for (const name of ID_HEADERS) {
    const id = headers.get(name);
    if (id === null) continue;
    if (!/^[\x20-\x7e]{1,200}$/.test(id)) throw badId(name);
    return { key: `id:${id}`, given: true, window_ms: GIVEN_WINDOW_MS };
  }
  return { key: `body:${bodyHash(raw)}`, given: false, window_ms: BODY_WINDOW_MS };
}

function badId(name: string): Fault {
  const message = "must be 1 to 200 printable ASCII characters";
  return new Fault("invalid", `The header ${name} ${message}`, { errors: [{ path: `headers.${name}`, message }] });
}

/** SHA-256 of the bytes as received. */
export function bodyHash(raw: Uint8Array): string {
  return createHash("sha256").update(raw).digest("hex");
}
