import type { Context } from "~/context.ts";

interface Act {
  action: string;
  actor: string;
  before: string | null;
  after: string | null;
}

/** What the audit log says was done to something, the oldest first. */
export function actsOn({ db }: Context, subject_id: string) {
  const query = db.sqlite.query<Act, [string]>(
    "SELECT action, actor, before, after FROM audit_log WHERE subject_id = ? ORDER BY id",
  );
  const parse = (fields: string | null): unknown => JSON.parse(fields ?? "null");
  return query
    .all(subject_id)
    .map(({ before, after, ...act }) => ({ ...act, before: parse(before), after: parse(after) }));
}
