import { z } from "@hono/zod-openapi";
import { BudgetInput, createBudget, deleteBudget, listBudgets, updateBudget } from "~/budgets/index.ts";
import type { Names } from "../names.ts";
import { ALL, itemOf, section } from "../section.ts";

const { name, scope, scope_id: _id, ...fields } = BudgetInput.shape;
const item = z.strictObject({
  name,
  scope,
  subject: z
    .string()
    .nullable()
    .default(null)
    .openapi({
      description:
        "Of the scope account a backend and a name, such as claude/team; of trigger a name; of backend its id; of project " +
        "a working directory.",
    }),
  ...fields,
});
type Item = z.infer<typeof item>;

export const budgets = section({
  item,
  nameOf: ({ name }) => name,
  read: ({ db }, names) =>
    listBudgets(db.orm, ALL).page.map((row) => {
      const subject = row.scope_id && isNamed(row.scope) ? names.nameOf(row.scope, row.scope_id) : row.scope_id;
      return { id: row.id, item: itemOf(item, { ...row, subject }) };
    }),
  create(ctx, { item: { subject, ...item }, names }) {
    createBudget(ctx, { ...item, scope_id: scopeId(item.scope, subject, names) });
    return undefined;
  },
  update(ctx, { id, item, changed: { subject: _subject, ...changed }, names }) {
    const scoped = changed.scope !== undefined || _subject !== undefined;
    updateBudget(ctx, id, { ...changed, ...(scoped && { scope_id: scopeId(item.scope, item.subject, names) }) });
    return undefined;
  },
  remove: (ctx, id) => void deleteBudget(ctx, id),
  fields: { scope_id: "subject" },
});

function scopeId(scope: Item["scope"], subject: string | null, names: Names): string | null {
  return subject !== null && isNamed(scope) ? names.idOf(scope, subject, "subject") : subject;
}

function isNamed(scope: Item["scope"]) {
  return scope === "account" || scope === "trigger";
}
