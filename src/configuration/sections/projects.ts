import { z } from "@hono/zod-openapi";
import { heldByExecutions } from "~/executions/index.ts";
import { Fault } from "~/kit/fault.ts";
import { dropProject, insertProject, listProjects, ProjectInput, settleNew, updateProject } from "~/projects/index.ts";
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
  kind: "project",
  nameOf: ({ name }) => name,
  read: (ctx, names) =>
    listProjects(ctx, ALL).projects.map((row) => {
      const product = row.product_id && names.nameOf("product", row.product_id);
      return { id: row.id, item: itemOf(item, { ...row, product }) };
    }),
  leave: (given, { isolation, default_branch, repository }) => ({
    ...given,
    isolation: given.isolation ?? isolation,
    default_branch: given.default_branch ?? default_branch,
    repository: given.repository ?? repository,
  }),
  async look(ctx, { item: { product: _name, ...given }, id }) {
    return id === undefined ? settleNew(ctx, { ...given, product_id: null }) : undefined;
  },
  create(ctx, { item, names, looked }) {
    if (looked) insertProject(ctx, { ...looked, product_id: productOf(item, names) });
    return undefined;
  },
  update(ctx, { id, item, changed: { product, kind, ...changed }, names }) {
    if (kind !== undefined) refuse("kind", "cannot change: make another project");
    updateProject(ctx, id, { ...changed, ...(product !== undefined && { product_id: productOf(item, names) }) });
    return undefined;
  },
  remove: (ctx, id) => dropProject(ctx, id, [heldByExecutions, heldByTriggers]),
});

function refuse(path: string, message: string): never {
  throw new Fault("invalid", `${path}: ${message}`, { errors: [{ path, message }] });
}

function productOf({ product }: Item, names: Parameters<typeof projects.read>[1]): string | null {
  return product === null ? null : names.idOf("product", product, "product");
}
