import type { Context } from "~/context.ts";

interface ActRow {
  actor: string;
  action: string;
  subject_id: string;
  before: string | null;
  after: string | null;
}

/** What the audit log holds, oldest first. */
export function actsOf({ db }: Context) {
  const rows = db.sqlite.query<ActRow, []>(
    "SELECT actor, action, subject_id, before, after FROM audit_log ORDER BY id",
  );
  const parse = (text: string | null) => (text === null ? null : JSON.parse(text));
  return rows.all().map((row) => ({ ...row, before: parse(row.before), after: parse(row.after) }));
}
