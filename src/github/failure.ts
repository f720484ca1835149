import { messageOf } from "~/kit/fault.ts";

const LONGEST_WAIT_MS = 2 * 60 * 60_000;
/** What GitHub asks for when it limits and does not say how long. */
const UNNAMED_WAIT_MS = 60_000;

/** `limited`: it says when to come again. `failing`: it may work later. `refused`: asking again changes nothing. */
export type FailureKind = "limited" | "failing" | "refused";

/** Why GitHub did not do what it was asked. The message is a sentence for a person, without secrets. */
export class GithubFailure extends Error {
  override readonly name = "GithubFailure";
  constructor(
    readonly kind: FailureKind,
    message: string,
    readonly detail: { status?: number; wait_ms?: number } = {},
  ) {
    super(message);
  }
}

/** A refusal with this status: a limit that comes with the same one is none. */
export function isRefusal(error: unknown, status: number): boolean {
  return error instanceof GithubFailure && error.kind === "refused" && error.detail.status === status;
}

/** The failure that an error of Octokit is. */
export function failureOf(error: unknown, now: number): GithubFailure {
  if (error instanceof GithubFailure) return error;
  const { status, response } = error as { status?: number; response?: { headers: Headers } };
  if (status === undefined) return new GithubFailure("refused", `GitHub cannot be asked: ${messageOf(error)}`);
  if (!response) return new GithubFailure("failing", `GitHub cannot be reached: ${messageOf(error)}`);
  const said = messageOf(error).slice(0, 500);
  if (status === 403 || status === 429) {
    const wait_ms = waitOf(response.headers, said, status, now);
    if (wait_ms !== undefined) return new GithubFailure("limited", `GitHub limits us: ${said}`, { status, wait_ms });
  }
  if (status >= 500) return new GithubFailure("failing", `GitHub failed with ${status}: ${said}`, { status });
  return new GithubFailure("refused", `${MEANING[status] ?? `GitHub refused it with ${status}`}: ${said}`, { status });
}

type Headers = Record<string, string | number | undefined>;

const MEANING: Record<number, string> = {
  401: "GitHub does not accept our credentials; see GET /admin/github",
  403: "GitHub does not let us; the App or token lacks a permission",
  404: "GitHub knows no such thing, or does not show it to us",
  422: "GitHub does not take it as it is",
};

/** Undefined for what is no limit but a refusal. */
function waitOf(headers: Headers, said: string, status: number, now: number): number | undefined {
  const bounded = (ms: number) => Math.min(LONGEST_WAIT_MS, Math.max(1_000, ms));
  const after = Number(headers["retry-after"]);
  if (after > 0) return bounded(after * 1_000);
  const reset = Number(headers["x-ratelimit-reset"]);
  if (String(headers["x-ratelimit-remaining"]) === "0" && reset > 0) return bounded(reset * 1_000 - now);
  return status === 429 || /rate limit|abuse/i.test(said) ? UNNAMED_WAIT_MS : undefined;
}
