import type { Context } from "~/context.ts";
import type { After, Queries, Tx } from "~/db/tx.ts";
import { Fault } from "~/kit/fault.ts";
import type { Source } from "./kinds/index.ts";
import type { TriggerRow } from "./store.ts";

/** What a run knows of what set it off: `{trigger.name}`. */
export interface Starter {
  id: string;
  name: string;
  kind: Source["kind"];
  origin: string;
  delivery_id?: string;
  event?: string;
  fire_id?: string;
  /** The run whose end started it, and how that ended. */
  run_id?: string;
  status?: string;
}

export interface AskedRun {
  workflow_id: string;
  input: unknown;
  request_id: string;
  trigger: Starter;
  hops: number;
  read_only: boolean;
  depth: number;
  supersede_key: string | null;
}

/** What triggers need of workflows, which stand above them. */
export interface Workflows {
  /** Throws a Fault for one that is disabled, not published, not given what it takes, or at its limit. */
  start(ctx: Context, tx: Tx, after: After, asked: AskedRun): { run_id: string };
  /** Ends the runs of a key that are not finished; answers their ids. */
  supersede(ctx: Context, tx: Tx, after: After, key: string, detail: string): string[];
  /** Throws a Fault for a trigger that names one that is not there, or would set itself off in the end. */
  check(queries: Queries, trigger: Pick<TriggerRow, "id" | "source" | "workflow_id" | "enabled">): void;
}

/** Starts the trigger's workflow in the caller's transaction; why it could not is an answer, for an event comes once. */
export function startWorkflow(
  ctx: Context,
  tx: Tx,
  after: After,
  asked: () => AskedRun,
): { run_id: string } | { skipped: string } {
  try {
    return ctx.workflows.it.start(ctx, tx, after, asked());
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { skipped: `its workflow is not started: ${error.message}` };
  }
}
