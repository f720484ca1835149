import { HTTPException } from "hono/http-exception";
import { isTransient } from "~/db/transient.ts";
import { FAULT_STATUS, Fault, type FaultKind } from "~/kit/fault.ts";
import { routeOf } from "./route.ts";
import type { Problem } from "./router.ts";
import type { AppContext } from "./scope.ts";

const TITLES: Record<FaultKind, string> = {
  invalid: "Invalid request",
  unauthorized: "Unauthorized",
  denied: "Forbidden",
  not_found: "Not found",
  method_not_allowed: "Method not allowed",
  too_slow: "Request timeout",
  conflict: "Conflict",
  too_large: "Content too large",
  unsupported: "Unsupported media type",
  limited: "Too many requests",
  internal: "Internal server error",
  unavailable: "Service unavailable",
};

/** The one place where a failure becomes an answer: RFC 9457, and nothing of the inside. */
export function onError(error: Error, c: AppContext): Response {
  const fault = faultOf(error);
  const { log, request_id } = c.get("scope");
  const { kind, cause } = fault;
  if (kind === "internal" || (kind === "unavailable" && cause))
    log.error({ err: cause ?? fault, method: c.req.method, route: routeOf(c) }, "request failed");
  const problem: Problem = {
    type: `urn:agented:problem:${fault.code}`,
    title: TITLES[fault.kind],
    status: fault.status,
    detail: fault.message,
    code: fault.code,
    request_id,
    ...(fault.errors && { errors: fault.errors }),
  };
  return c.body(JSON.stringify(problem), fault.status, {
    "Content-Type": "application/problem+json; charset=utf-8",
    ...fault.headers,
  });
}

function faultOf(error: unknown): Fault {
  if (error instanceof Fault) return error;
  if (error instanceof HTTPException) return ofStatus(error);
  if (isTransient(error))
    return new Fault("unavailable", "The database cannot do this just now.", {
      cause: error,
      headers: { "Retry-After": "1" },
    });
  if (error instanceof DOMException && error.name === "AbortError")
    return new Fault("invalid", "The connection was closed before the request was complete.", { cause: error });
  return new Fault("internal", "Something went wrong here. The request id finds it in the log.", { cause: error });
}

/** Hono's own refusals: malformed JSON, a wrong content type, a body over the limit. */
function ofStatus(error: HTTPException): Fault {
  const kind = (Object.keys(FAULT_STATUS) as FaultKind[]).find((key) => FAULT_STATUS[key] === error.status);
  const wrongType = error.status === 415 || /content.?type/i.test(error.message);
  if (wrongType) {
    const errors = [{ path: "body", message: "must be JSON, with Content-Type: application/json" }];
    return new Fault("unsupported", "Send the body as application/json.", { cause: error, errors });
  }
  if (/malformed json/i.test(error.message))
    return new Fault("invalid", "The body must be JSON.", {
      cause: error,
      errors: [{ path: "body", message: "must be JSON" }],
    });
  return new Fault(kind ?? "internal", error.message || "The request was refused.", { cause: error });
}
