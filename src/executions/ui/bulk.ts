import { hc } from "hono/client";
import { ok } from "~/ui/api.ts";
import { isLive } from "~/ui/parts/status.tsx";
import type { bulkRoutes } from "../bulk-routes.ts";
import type { Status } from "../status.ts";
import { askedBy, type Filter } from "./filter.ts";

const api = hc<ReturnType<typeof bulkRoutes>>("/admin/executions");

export type Verb = "cancel" | "retry";

/** The rows that were selected, or all that the list's filter finds, loaded or not. */
export type Picked = ReadonlySet<string> | "all";

/** The server takes no more ids at once. */
export const MOST_PICKED = 200;

/** What may be done to them: where the filter names one status, the other verb finds nothing. */
export function verbsFor(picked: Picked, { status }: Filter): Verb[] {
  if (picked !== "all" || status === undefined) return ["cancel", "retry"];
  return [isLive(status) ? "cancel" : "retry"];
}

/** Does it, or with `dry_run` says to how many it would be done. */
export function inBulk(verb: Verb, { picked, filter, dry_run }: { picked: Picked; filter: Filter; dry_run: boolean }) {
  const { status, ...others } = askedBy(filter, Date.now());
  if (picked !== "all") return send(verb, { ids: [...picked], dry_run });
  // Nothing narrows it: this is every execution, and the server wants that said.
  const all = Object.keys(filter).length === 0;
  return send(verb, { ...others, ...(status ? { status } : {}), all, dry_run });
}

type Body = Omit<ReturnType<typeof askedBy>, "status"> & {
  status?: Status;
  ids?: string[];
  all?: boolean;
  dry_run: boolean;
};

/** Each verb knows some of the statuses; the server says so where it is another. */
function send(verb: Verb, json: Body) {
  return verb === "cancel"
    ? ok(api.cancel.$post({ json: json as never }))
    : ok(api.retry.$post({ json: json as never }));
}

const count = (n: number) => `${n.toLocaleString("en")} ${n === 1 ? "execution" : "executions"}`;

/** What would happen, before it does. */
export function consequence(verb: Verb, matched: number, picked: Picked): string[] {
  const told = verb === "cancel" ? CANCELS : RETRIES;
  const rest = picked === "all" ? 0 : picked.size - matched;
  return [
    matched === 0 ? `There is nothing to ${verb}.` : told.does(count(matched)),
    ...(rest > 0 ? [`${count(rest)} of those selected ${told.others(rest)}`] : []),
  ];
}

const be = (n: number, one: string, many: string) => (n === 1 ? one : many);
const CANCELS = {
  does: (all: string) => `This ends ${all}, and every process of theirs.`,
  others: (n: number) =>
    `${be(n, "has", "have")} ended already and ${be(n, "stays", "stay")} as ${be(n, "it is", "they are")}.`,
};
const RETRIES = {
  does: (all: string) => `This starts ${all} anew with the same inputs, and costs what they cost again.`,
  others: (n: number) => `did not fail, and ${be(n, "is", "are")} not started again.`,
};

/** What has happened. */
export function outcome(verb: Verb, { done, skipped }: { done: number; skipped: Record<string, number> }): string {
  const did = `${verb === "cancel" ? "Stopping" : "Started"} ${count(done)}${verb === "retry" ? " anew" : ""}.`;
  const left = Object.entries(skipped).map(([why, n]) => `${n.toLocaleString("en")} left: ${why}.`);
  return [did, ...left].join(" ");
}

export const verbTitle = (verb: Verb) => (verb === "cancel" ? "Cancel" : "Retry");
