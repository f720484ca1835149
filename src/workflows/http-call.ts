import { isIP } from "node:net";
import { z } from "@hono/zod-openapi";
import type { Context } from "~/context.ts";
import { assertPublic, isPublic } from "~/kit/egress.ts";
import { Fault, messageOf } from "~/kit/fault.ts";
import { jsonOf } from "./json.ts";
import type { Outcome } from "./kinds/kind.ts";

const MOST_BYTES = 256 * 1024;
/** The connection's own, and those that say whom it is for. */
const NOT_OURS =
  /^(host|connection|content-length|transfer-encoding|te|trailer|upgrade|keep-alive|expect|accept-encoding|idempotency-key|proxy-.*)$/;

/** Where it leads is written, or one value from end to end: a value behind a host could make another host of it. */
export const HttpTemplate = z
  .string()
  .max(2_000)
  .regex(
    /^(https?:\/\/[^\s/?#{}@\\]+([/?#][^\s]*)?|\{[^\s{}]+\})$/,
    "must be an http(s) address whose host holds no placeholder, or one placeholder alone",
  )
  .openapi({
    description: "Values in it are percent-encoded. It may also be one placeholder alone.",
    example: "https://api.example.com/items/{input.id}",
  });

export const HeaderName = z
  .string()
  .regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/, "must be the name of a header")
  .refine((name) => !NOT_OURS.test(name.toLowerCase()), "is set by the server itself");

export interface HttpRequest {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string | null;
  any_status: boolean;
  key: string;
  timeout_ms: number;
}

/** Asks once, at the address that was looked at; follows no redirect. Never throws. */
export async function send(ctx: Context, request: HttpRequest, signal: AbortSignal): Promise<Outcome> {
  const over = new AbortController();
  const cancel = ctx.clock.after(request.timeout_ms, () => over.abort());
  try {
    const both = AbortSignal.any([over.signal, signal]);
    return await Promise.race([ask(ctx, request, both), aborted(both)]);
  } catch (error) {
    if (over.signal.aborted)
      return { status: "timed_out", reason: "timeout", detail: `No answer in ${request.timeout_ms / 1_000} s.` };
    return { status: "failed", reason: error instanceof Fault ? error.code : "unreachable", detail: wordsOf(error) };
  } finally {
    cancel();
  }
}

async function ask(
  ctx: Context,
  { method, headers, body, key, any_status, ...asked }: HttpRequest,
  signal: AbortSignal,
) {
  const { url, pinned } = await placeOf(ctx, asked.url);
  const named = isIP(url.hostname.replace(/^\[|\]$/g, "")) === 0;
  const own = { Host: url.host, "User-Agent": "agented", "Accept-Encoding": "identity", "Idempotency-Key": key };
  const response = await fetch(pinned, {
    ...{ method, redirect: "manual", keepalive: false, decompress: false, signal, headers: { ...headers, ...own } },
    ...(body !== null && { body }),
    ...(named && { tls: { serverName: url.hostname } }),
  });
  const text = await textOf(response);
  const { status, ok } = response;
  const said = { text, data: { status, body: jsonOf(text) ?? null } };
  if (ok || any_status) return { status: "succeeded" as const, ...said };
  const moved = status >= 300 && status < 400 ? ", and redirects are not followed" : "";
  return { status: "failed" as const, reason: "http_status", detail: `It answered ${status}${moved}.`, ...said };
}

/** The address as it was given, and as it was found fit to connect to. */
async function placeOf({ config, resolve }: Context, text: string): Promise<{ url: URL; pinned: URL }> {
  if (!URL.canParse(text)) throw new Fault("invalid", `${text} is no address.`, { code: "bad_url" });
  const url = new URL(text);
  if (!/^https?:$/.test(url.protocol) || url.username + url.password !== "")
    throw new Fault("invalid", "It must be an http(s) address without user and password.", { code: "bad_url" });
  const port = Number(url.port) || (url.protocol === "http:" ? 80 : 443);
  const allowed = config.ALLOWED_PRIVATE_HOSTS;
  const { address } = await assertPublic(url.hostname, { port, allowed, resolve });
  if (url.protocol === "http:" && isPublic(address))
    throw new Fault("invalid", "Only hosts of your own network are talked to in the clear: take https.", {
      code: "address_refused",
    });
  const pinned = new URL(text);
  pinned.hostname = isIP(address) === 6 ? `[${address}]` : address;
  return { url, pinned };
}

async function textOf(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  const chunks: Uint8Array[] = [];
  for (let size = 0; reader; ) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.length;
    if (size > MOST_BYTES) {
      await reader.cancel();
      throw new Fault("too_large", `It answered more than ${MOST_BYTES} bytes.`, { code: "too_large" });
    }
    chunks.push(value);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** Without the runtime's own words: they hold the whole address, which may be a secret. */
function wordsOf(error: unknown): string {
  if (error instanceof Fault) return messageOf(error);
  const { code, name } = error as { code?: string; name?: string };
  return `It could not be reached: ${code ?? name}.`;
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason), { once: true }));
}
