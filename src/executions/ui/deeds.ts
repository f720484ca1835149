import type { Execution } from "../model.ts";

export type Deed = "replay" | "continue" | "hand_over" | "curl";

/** What the server would not refuse an execution as it is now, besides its end and its repetition. */
export function deedsOf({ status, attempts, chain, stop_reason, ended_at }: Execution): Deed[] {
  const talked = ended_at !== null && attempts.some(({ session_id }) => session_id !== null);
  const runs = status === "running" || status === "starting";
  const handed = runs && stop_reason === null && chain.entries.length > 1;
  return ["replay", ...(talked ? (["continue"] as const) : []), ...(handed ? (["hand_over"] as const) : []), "curl"];
}
