import type { Context } from "~/context.ts";

interface ActRow {
  actor: string;
  action: string;
  subject_id: string;
  before: string | null;
  after: string | null;
}

/** What the audit log holds, the oldest first. */
export function actsOf({ db }: Context) {
  const rows = db.sqlite.query<ActRow, []>(
    "SELECT actor, action, subject_id, before, after FROM audit_log ORDER BY id",
  );
  const parse = (text: string | null) => JSON.parse(text ?? "null");
  return rows.all().map((row) => ({ ...row, before: parse(row.before), after: parse(row.after) }));
}

/** What it says was done to something. */
export function actsOn(ctx: Context, subject_id: string) {
  return actsOf(ctx)
    .filter((act) => act.subject_id === subject_id)
    .map(({ subject_id: _, ...act }) => act);
}
