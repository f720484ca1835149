import { z } from "@hono/zod-openapi";
import { listPrices, PriceInput, removePrice, setPrice } from "~/budgets/index.ts";
import { ALL, itemOf, section } from "../section.ts";

const item = z.strictObject({ model: z.string().min(1).max(300), fields: PriceInput });

/** Those that a person has set. */
export const prices = section({
  item,
  nameOf: ({ model }) => model,
  read({ db }) {
    const edited = listPrices(db.orm, ALL).prices.filter((row) => row.edited);
    return edited.map((row) => ({ id: row.model, item: itemOf(item, row) }));
  },
  create: (ctx, { item: { model, fields } }) => void setPrice(ctx, model, fields),
  update: (ctx, { item: { model, fields } }) => void setPrice(ctx, model, fields),
  remove: (ctx, id) => void removePrice(ctx, id),
});
