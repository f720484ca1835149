import { createMiddleware } from "hono/factory";
import type { Clock } from "~/kit/clock.ts";
import { Fault } from "~/kit/fault.ts";
import { jsonText } from "./json.ts";
import type { AppContext, AppEnv } from "./scope.ts";

const DEADLINE_MS = 30_000;
const JSON_TYPE = /^application\/([\w.-]+\+)?json\s*(;|$)/i;
const OTHER_CHARSET = /;\s*charset\s*=\s*"?(?!utf-?8"?\s*(;|$))/i;

/** What a body may have where its route says nothing else by `x-max-bytes`. */
const MOST_BYTES = 1024 * 1024;
/** For routes that take prompts, payloads and whole documents. */
export const LARGE_BODY_BYTES = 8 * MOST_BYTES;

/** Takes a JSON body in before a route sees it: of bounded size, in bounded time, and with one meaning. */
export function jsonBodies(clock: Clock, saidOf: (c: AppContext) => unknown) {
  return createMiddleware<AppEnv>(async function jsonBodies(c, next) {
    const type = c.req.header("content-type") ?? "";
    if (!c.req.raw.body || !JSON_TYPE.test(type)) return next();
    if (OTHER_CHARSET.test(type)) throw new Fault("unsupported", "Send the body in UTF-8.");
    const late = new AbortController();
    const cancel = clock.after(DEADLINE_MS, () => late.abort(new Fault("too_slow", "The body did not come in time.")));
    const limit = Number(saidOf(c) ?? MOST_BYTES);
    const text = jsonText(await readBody(c.req.raw, limit, { signal: late.signal }).finally(cancel));
    // The validators ask the request for it, whose body is read by now.
    c.req.json = async () => JSON.parse(text);
    await next();
  });
}

export interface Reading {
  /** Told of each piece as it arrives; what it throws ends the reading. */
  charge?: (bytes: number) => void;
  /** Its reason is thrown when it aborts. */
  signal?: AbortSignal;
}

/** The bytes of a body. Throws a Fault `too_large` as soon as there are more than `limit`. */
export async function readBody(
  request: Request,
  limit: number,
  { charge = () => {}, signal }: Reading = {},
): Promise<Uint8Array> {
  const encoding = request.headers.get("content-encoding") ?? "identity";
  if (encoding !== "identity") throw new Fault("unsupported", "Send the body without content encoding.");
  if (Number(request.headers.get("content-length") ?? 0) > limit) throw tooLarge(limit);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of piecesOf(request, signal)) {
    size += chunk.byteLength;
    if (size > limit) throw tooLarge(limit);
    charge(chunk.byteLength);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function* piecesOf(request: Request, signal = new AbortController().signal) {
  if (!request.body) return;
  const reader = request.body.getReader();
  const aborted = Promise.withResolvers<never>();
  aborted.promise.catch(() => {});
  const abort = () => aborted.reject(signal.reason);
  signal.addEventListener("abort", abort, { once: true });
  try {
    while (!signal.aborted) {
      const { value } = await Promise.race([reader.read(), aborted.promise]);
      if (!value) return;
      yield value;
    }
    throw signal.reason;
  } finally {
    signal.removeEventListener("abort", abort);
    // What is still on its way is nobody's any more; a connection that broke says so once, by the read.
    void reader.cancel().catch(() => {});
  }
}

export function tooLarge(limit: number): Fault {
  return new Fault("too_large", `The body may have at most ${limit} bytes.`);
}
