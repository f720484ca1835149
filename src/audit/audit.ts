import { isDeepStrictEqual } from "node:util";
import type { Context } from "~/context.ts";
import type { Tx } from "~/db/tx.ts";
import { systemClock } from "~/kit/clock.ts";
import { idMaker } from "~/kit/ids.ts";
import { type Fields, masked } from "./mask.ts";
import { audit_log } from "./tables.ts";

export interface Act {
  /** `<what>.<done>`, such as `trigger.updated`. */
  action: string;
  subject_id: string;
  /** The row before and after; of both only what differs is kept, without secrets. */
  before?: Fields;
  after?: Fields;
}

/** Writes down what whoever acts has done, in the transaction of the act. */
export function audit(ctx: Context, tx: Tx, { action, subject_id, before, after }: Act): void {
  const acting = ctx.acting.getStore();
  const names = Object.keys({ ...before, ...after }).filter(
    (name) => !isDeepStrictEqual(before?.[name], after?.[name]),
  );
  const told = names.filter((name) => name !== "updated_at");
  tx.insert(audit_log)
    .values({
      ...{ id: ctx.newId("audit"), at: ctx.clock.iso(), action, subject_id },
      key_id: acting?.actor?.key_id ?? null,
      actor: acting?.actor?.name ?? "server",
      session_id: acting?.actor?.session_id ?? null,
      ...{ request_id: acting?.request_id ?? null, address: acting?.address ?? null },
      before: before ? masked(ctx.redactor, before, told) : null,
      after: after ? masked(ctx.redactor, after, told) : null,
    })
    .run();
}

/** The same for whoever types a command beside a server that stands still. */
export function auditCommand(tx: Tx, { action, subject_id }: Pick<Act, "action" | "subject_id">): void {
  const id = idMaker(systemClock.now)("audit");
  tx.insert(audit_log).values({ id, at: systemClock.iso(), actor: "command line", action, subject_id }).run();
}
