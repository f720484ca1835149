import { isIP } from "node:net";
import { z } from "@hono/zod-openapi";
import type { Destination, Receipt } from "./kinds/index.ts";

/** Of an answer no more is read. */
const ANSWER_BYTES = 1_024;
const LONGEST_WAIT_MS = 24 * 3_600_000;

export const HttpUrl = z
  .string()
  .max(2_000)
  .refine((text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol), "must be an http(s) address")
  .refine((text) => !URL.canParse(text) || new URL(text).username + new URL(text).password === "", {
    message: "must hold no user and no password",
  });

/** Where an address leads. */
export function placeOf(text: string, field: string): Destination {
  const { hostname: host, port, protocol } = new URL(text);
  const plain = protocol === "http:";
  return { host, port: Number(port) || (plain ? 80 : 443), field, plain };
}

interface Letter {
  headers: Record<string, string>;
  body: Uint8Array<ArrayBuffer>;
  address: string;
  now: number;
  signal: AbortSignal;
}

/** Posts JSON to a URL, at the address that was looked at. Follows no redirect and believes nothing of the answer. */
export async function post(text: string, { headers, body, address, now, signal }: Letter): Promise<Receipt> {
  const url = new URL(text);
  const named = isIP(url.hostname.replace(/^\[|\]$/g, "")) === 0;
  const pinned = new URL(text);
  pinned.hostname = isIP(address) === 6 ? `[${address}]` : address;
  const answering = fetch(pinned, {
    ...{ method: "POST", body, redirect: "manual", keepalive: false, decompress: false, signal },
    headers: { ...headers, "Content-Type": "application/json", "User-Agent": "agented", Host: url.host },
    ...(named && { tls: { serverName: url.hostname } }),
  });
  const response = await answering.catch(unreachable);
  const { status, ok } = response;
  // Who has taken it may be slow to say the rest.
  const said = ok ? await response.body?.cancel() : await beginningOf(response);
  const answered = !said ? `It answered ${status}.` : `It answered ${status}: ${said}`;
  const wait = retryAfter(response.headers.get("Retry-After"), now);
  return {
    ...{ sent: ok, status_code: status, gone: status === 410 },
    detail: status >= 300 && status < 400 ? `It answered ${status}, and redirects are not followed.` : answered,
    ...(wait !== undefined && { retry_after_ms: wait }),
  };
}

/** Without the runtime's own words: they hold the whole address, which may be a secret. */
function unreachable(cause: unknown): never {
  const { code, name } = cause as { code?: string; name?: string };
  throw new Error(`It could not be reached: ${code ?? name}.`, { cause });
}

async function beginningOf(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  if (!reader) return "";
  const chunks: Uint8Array[] = [];
  for (let size = 0; size < ANSWER_BYTES; ) {
    const { done, value } = await reader.read();
    if (done) break;
    chunks.push(value);
    size += value.length;
  }
  await reader.cancel();
  return Buffer.concat(chunks).subarray(0, ANSWER_BYTES).toString("utf8").trim();
}

/** Seconds or an instant, as a wait from now. */
function retryAfter(value: string | null, now: number): number | undefined {
  if (value === null) return undefined;
  const ms = /^\d+$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - now;
  return Number.isNaN(ms) ? undefined : Math.min(LONGEST_WAIT_MS, Math.max(0, ms));
}
