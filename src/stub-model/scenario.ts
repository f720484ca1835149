import { z } from "@hono/zod-openapi";

/** Of these a request is refused. */
const REFUSALS = ["rate-limit", "usage-limit", "no-credit", "unauthorized", "overloaded", "server-error"] as const;
const KINDS = [
  /** A short text answer. */
  "ok",
  /** The same over the last of a plan's window (Anthropic alone, to a login). */
  "warning",
  /** One tool call, and the text once its result is back. */
  "tool",
  /** One tool call, and the usage limit for all that comes after it: a limit in mid-task. */
  "tool-then-limit",
  /** A text answer, one word every `chunkMs`. */
  "slow",
  /** Half of the answer, then silence until the client leaves. */
  "hang",
  /** Half of the answer, then the connection breaks. */
  "cut",
  /** Half of the answer, then an error event. */
  "stream-error",
  ...REFUSALS,
] as const;

export type RefusalKind = (typeof REFUSALS)[number];

export const Scenario = z.strictObject({
  kind: z.enum(KINDS),
  /** The final answer. */
  text: z.string().optional(),
  /** Refuse this many requests, then answer. 0 means always. */
  times: z.coerce.number().optional(),
  /** Seconds, for rate-limit (retry-after) and usage-limit (time until the reset). */
  retryAfter: z.coerce.number().optional(),
  /** Seconds of a retry-after header on refusals that have none of their own: a client that retries waits so long. */
  pause: z.coerce.number().optional(),
  /** Of the usage limit and its warning over Anthropic: `five_hour` (default), `seven_day`, … */
  window: z.string().optional(),
  /** How much of that window is used, for warning: from 0 to 1. */
  utilization: z.coerce.number().optional(),
  /** Milliseconds between streamed pieces; `slow` uses 250 when it is not given. */
  chunkMs: z.coerce.number().optional(),
  /** How many of the output's tokens were thought and not said, where the protocol has a field for it. */
  reasoning: z.coerce.number().optional(),
  /** Which tool is called: the shell, unless it says otherwise. */
  tool: z.enum(["shell", "write"]).optional(),
  command: z.string().optional(),
  /** Of the file to write; most clients want an absolute path. */
  path: z.string().optional(),
  content: z.string().optional(),
});
export type Scenario = z.infer<typeof Scenario>;

/** Reads `kind key=value key="quoted value"`; undefined for what is no scenario. */
export function parseScenario(line: string): Scenario | undefined {
  const [kind] = line.trim().split(/\s/, 1);
  const pairs = [...line.matchAll(/(\w+)=(?:"([^"]*)"|(\S+))/g)];
  const fields = pairs.map(([, key = "", quoted, bare]) => [key, quoted ?? bare]);
  return Scenario.safeParse({ ...Object.fromEntries(fields), kind }).data;
}

/** The refusal a scenario is, if it is one. */
export function refusalOf({ kind }: Scenario): RefusalKind | undefined {
  return REFUSALS.find((refusal) => refusal === kind);
}
