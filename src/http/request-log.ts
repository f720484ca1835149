import { createMiddleware } from "hono/factory";
import type { Clock } from "~/kit/clock.ts";
import type { Log } from "~/kit/log.ts";
import { newTrace, readTraceparent } from "~/kit/trace.ts";
import { clientAddress, isForwarded } from "./address.ts";
import { rawPath } from "./gate.ts";
import { routeOf } from "./route.ts";
import type { AppEnv } from "./scope.ts";

/** A request that was answered, as the log tells of it. */
export interface Answer {
  method: string;
  /** The pattern, of which there are few; null where no route is. */
  route: string | null;
  /** Without the query, which may hold a token, and without secrets. */
  path: string;
  status: number;
  /** Until the answer begins: that of a stream goes on. */
  duration_ms: number;
  /** Of the body; null of a stream. */
  bytes: number | null;
  /** It goes on for as long as the reader stays. */
  stream?: true;
}

interface Parts {
  log: Log;
  clock: Clock;
  newId: (entity: "request") => string;
  proxies: readonly string[];
  redact?: (text: string) => string;
  /** Hears of every answer once it is logged. */
  onAnswer?: (answer: Answer) => void;
}

const SAFE_ID = /^[A-Za-z0-9._-]{1,64}$/;
const LONGEST_PATH = 500;
/** What looks like a key of ours, whoever made it, its underscore escaped too. */
const KEY = /agk(_|%5f)[\w%-]+/gi;

/** Gives each request its id, its trace and its scope, and logs it in one line when it is answered. */
export function requestLog(parts: Parts) {
  const { log, clock, newId, proxies, redact = (text) => text, onAnswer } = parts;
  let warned = proxies.length > 0;
  return createMiddleware<AppEnv>(async function requestLog(c, next) {
    const request_id = idOf(c.req.header("x-request-id")) ?? newId("request");
    const trace = readTraceparent(c.req.header("traceparent")) ?? newTrace();
    const { trace_id } = trace;
    const address = clientAddress(c, proxies);
    c.set("scope", { request_id, address, trace, log: log.child({ request_id, trace_id }) });
    if (!warned && isForwarded(c)) {
      warned = true;
      log.warn("X-Forwarded-For is ignored: set TRUST_PROXY to the address of your reverse proxy");
    }
    const started = clock.monotonic();
    await next();
    const { actor } = c.get("scope");
    const answer: Answer = {
      method: c.req.method,
      route: routeOf(c),
      path: redact(rawPath(c.req.url)).replaceAll(KEY, "agk_[redacted]").slice(0, LONGEST_PATH),
      status: c.res.status,
      duration_ms: Math.round((clock.monotonic() - started) * 10) / 10,
      bytes: await sizeOf(c.res),
      ...(c.res.headers.get("X-Accel-Buffering") === "no" && { stream: true }),
    };
    const who = actor && { key_id: actor.key_id, actor: actor.name };
    log.info({ ...answer, ...who, address, request_id, trace_id }, "request");
    onAnswer?.(answer);
  });
}

/** A caller may name its request, by what is no more than a name. */
function idOf(given: string | undefined): string | undefined {
  return given !== undefined && SAFE_ID.test(given) ? given : undefined;
}

/** What is made at once is JSON or a page, and its copy shares its bytes; whatever else is long names its length. */
async function sizeOf(response: Response): Promise<number | null> {
  const length = response.headers.get("Content-Length");
  const type = response.headers.get("Content-Type");
  if (length !== null) return Number(length);
  if (type === null) return 0;
  return /json|html/.test(type) ? (await response.clone().blob()).size : null;
}
