import type { Delivery, DeliverySummary, Verdict } from "../model.ts";

/** What a delivery is about: `pull_request · opened`, or by whom it was taken where nobody named it. */
export function titleOf({ event, action, source }: Pick<DeliverySummary, "event" | "action" | "source">): string {
  if (event === null) return source === "github" ? "GitHub event" : "Webhook";
  return action === null ? event : `${event} · ${action}`;
}

/** A reason as the server gives it, with a capital and a full stop. */
export function sentence(reason: string): string {
  return `${reason.charAt(0).toUpperCase()}${reason.slice(1)}${/[.!?]$/.test(reason) ? "" : "."}`;
}

/** Those that it started first, then those that it would have. */
export function decisiveFirst(verdicts: readonly Verdict[]): Verdict[] {
  const rank = ({ execution_id, run_id, holds, replay_of }: Verdict) =>
    execution_id || run_id ? 0 : holds || replay_of ? 1 : 2;
  return verdicts.toSorted((a, b) => rank(a) - rank(b));
}

/** Who stands for it. */
export function vouchedBy({ origin, verified }: Pick<Delivery, "origin" | "verified">): string {
  if (origin === "test") return "a person, as a test";
  if (origin === "replay") return "a person, as a replay";
  return verified ? "its signature" : "nobody: its trigger asks for no signature";
}
