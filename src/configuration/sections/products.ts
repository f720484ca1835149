import { createProduct, deleteProduct, listProducts, ProductInput, updateProduct } from "~/projects/index.ts";
import { ALL, itemOf, section } from "../section.ts";

export const products = section({
  item: ProductInput,
  kind: "product",
  nameOf: ({ name }) => name,
  read: ({ db }) => listProducts(db.orm, ALL).products.map((row) => ({ id: row.id, item: itemOf(ProductInput, row) })),
  create: (ctx, { item }) => void createProduct(ctx, item),
  update: (ctx, { id, changed }) => void updateProduct(ctx, id, changed),
  remove: (ctx, id) => void deleteProduct(ctx, id),
});
