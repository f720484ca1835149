import type { Mint, Refusal } from "../protocol.ts";
import type { RefusalKind, Scenario } from "../scenario.ts";

/** What both of OpenAI's protocols say when they refuse. */
export function refuse(kind: RefusalKind, scenario: Scenario, mint: Mint): Refusal {
  const body = (type: string, code: string | null, message: string, more: object = {}) => ({
    error: { message, type, param: null, code, ...more },
  });
  switch (kind) {
    case "rate-limit": {
      const { retryAfter = 1 } = scenario;
      const message = `Stub: rate limit reached on requests per min. Please try again in ${retryAfter}s.`;
      const headers = { "retry-after": String(retryAfter) };
      return { status: 429, headers, body: body("requests", "rate_limit_exceeded", message) };
    }
    case "usage-limit": {
      // What a ChatGPT plan sees: Codex reads the type and the time of the reset.
      const { retryAfter = 3_600 } = scenario;
      const reset = { resets_at: mint.unixNow() + retryAfter, resets_in_seconds: retryAfter };
      const message = "Stub: the usage limit has been reached";
      return { status: 429, body: body("usage_limit_reached", null, message, { plan_type: "plus", ...reset }) };
    }
    case "no-credit":
      return {
        status: 429,
        body: body("insufficient_quota", "insufficient_quota", "You exceeded your current quota."),
      };
    case "unauthorized":
      return {
        status: 401,
        body: body("invalid_request_error", "invalid_api_key", "Incorrect API key provided: stub."),
      };
    case "overloaded":
      return { status: 503, body: body("server_error", "server_is_overloaded", "Stub: the server is overloaded") };
    case "server-error":
      return { status: 500, body: body("server_error", null, "Stub: internal server error") };
  }
}
