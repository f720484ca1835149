import type { Tokens } from "./protocol.ts";
import type { ProtocolName } from "./protocols/index.ts";
import type { Scenario } from "./scenario.ts";

/** One request as it came, and what was told in answer to it. */
export interface Recorded {
  method: string;
  path: string;
  status: number;
  /** These are of requests to a model alone. */
  protocol?: ProtocolName;
  scenario?: Scenario["kind"];
  key?: string;
  /** The client's own session id, which all but Gemini send. */
  session?: string;
  model?: string;
  /** What the person wrote, without what the client put before it. */
  prompt?: string;
  userMessages?: number;
  /** What the client's tool returned, as the model gets to see it. */
  toolResult?: string;
  /** The names of the tools on offer. */
  tools?: string[];
  /** The whole request, when `keepBodies` is set. */
  body?: string;
  /** The usage that was sent, whether or not the client read it. */
  told?: Tokens;
  /** The client hung up before the answer was complete. */
  aborted?: boolean;
}

/** What the stub itself counted. */
export interface Tally extends Tokens {
  /** Requests to a model that were not refused. */
  answered: number;
}

/** Adds up what was told over these requests. */
export function tally(requests: readonly Recorded[]): Tally {
  const sum = (field: keyof Tokens) => requests.reduce((total, { told }) => total + (told?.[field] ?? 0), 0);
  return {
    answered: requests.filter(({ protocol, status }) => protocol !== undefined && status === 200).length,
    ...{ fresh: sum("fresh"), cached: sum("cached"), output: sum("output"), reasoning: sum("reasoning") },
  };
}
