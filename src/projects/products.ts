import { eq } from "drizzle-orm";
import { audit } from "~/audit/index.ts";
import type { Context } from "~/context.ts";
import type { Product, ProductInput, ProductPatch } from "./model.ts";
import { describeProduct, getProduct } from "./store.ts";
import { products } from "./tables.ts";

export function createProduct(ctx: Context, input: ProductInput): Product {
  const now = ctx.clock.iso();
  return ctx.db.tx((tx) => {
    const row = { id: ctx.newId("product"), ...input, created_at: now, updated_at: now };
    const saved = tx.insert(products).values(row).returning().get();
    audit(ctx, tx, { action: "product.created", subject_id: saved.id, after: saved });
    return describeProduct(tx, saved);
  });
}

export function updateProduct(ctx: Context, id: string, patch: ProductPatch): Product {
  return ctx.db.tx((tx) => {
    const before = getProduct(tx, id);
    const set = { ...patch, updated_at: ctx.clock.iso() };
    const saved = tx.update(products).set(set).where(eq(products.id, id)).returning().get();
    audit(ctx, tx, { action: "product.updated", subject_id: id, before, after: saved });
    return describeProduct(tx, saved);
  });
}

/** Its projects stay, in no group. */
export function deleteProduct(ctx: Context, id: string): void {
  ctx.db.tx((tx) => {
    const before = getProduct(tx, id);
    tx.delete(products).where(eq(products.id, id)).run();
    audit(ctx, tx, { action: "product.deleted", subject_id: id, before });
  });
}
