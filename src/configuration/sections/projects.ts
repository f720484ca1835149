import { z } from "@hono/zod-openapi";
import { heldByExecutions } from "~/executions/index.ts";
import {
  dropProject,
  insertProject,
  listProjects,
  ProjectInput,
  saveProject,
  settleNew,
  settleUpdate,
} from "~/projects/index.ts";
import { heldByTriggers } from "~/triggers/index.ts";
import { ALL, itemOf, section } from "../section.ts";

const { product_id: _id, ...fields } = ProjectInput.shape;
const item = z.strictObject({
  ...fields,
  product: z.string().nullable().default(null).openapi({ description: "The name of a product." }),
});
type Item = z.infer<typeof item>;

export const projects = section({
  item,
  nameOf: ({ name }) => name,
  read: ({ db }, names) =>
    listProjects(db.orm, ALL).projects.map((row) => {
      const product = row.product_id && names.nameOf("product", row.product_id);
      return { id: row.id, item: itemOf(item, { ...row, product }) };
    }),
  leave: (given, { isolation, default_branch, repository }) => ({
    ...given,
    isolation: given.isolation ?? isolation,
    default_branch: given.default_branch ?? default_branch,
    repository: given.repository ?? repository,
  }),
  async look(ctx, { item, id }) {
    const { product: _name, kind, ...given } = item;
    if (id === undefined) return { created: await settleNew(ctx, { ...given, kind, product_id: null }) };
    return { changed: await settleUpdate(ctx, id, given) };
  },
  create(ctx, { item, names, looked }) {
    if (looked.created) insertProject(ctx, { ...looked.created, product_id: productOf(item, names) });
    return undefined;
  },
  update(ctx, { id, item, names, looked }) {
    if (looked.changed) saveProject(ctx, id, { ...looked.changed, product_id: productOf(item, names) });
    return undefined;
  },
  remove: (ctx, id) => dropProject(ctx, id, [heldByExecutions, heldByTriggers]),
});

function productOf({ product }: Item, names: Parameters<typeof projects.read>[1]): string | null {
  return product === null ? null : names.idOf("product", product, "product");
}
