import { isDeepStrictEqual } from "node:util";
import type { Context } from "~/context.ts";
import type { Tx } from "~/db/tx.ts";
import { audit_log } from "./tables.ts";

type Fields = Record<string, unknown>;

/** Said to be there, and no more. */
const SECRET = /secret|sealed|hash|password|token/i;
/** Of a prompt, say: the log says what was done, the row has the rest. */
const LONGEST = 2_000;

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
      ...{ request_id: acting?.request_id ?? null, address: acting?.address ?? null },
      before: before ? pick(ctx, before, told) : null,
      after: after ? pick(ctx, after, told) : null,
    })
    .run();
}

function pick(ctx: Context, row: Fields, names: string[]): Fields {
  return Object.fromEntries(names.filter((name) => name in row).map((name) => [name, shown(ctx, name, row[name])]));
}

function shown(ctx: Context, name: string, value: unknown): unknown {
  if (value === null || value === undefined) return null;
  if (SECRET.test(name)) return "[secret]";
  const text = ctx.redactor.redact(JSON.stringify(value));
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : JSON.parse(text);
}
