import { and, asc, eq, gt, lt, sql } from "drizzle-orm";
import type { Context } from "~/context.ts";
import type { Orm, Queries } from "~/db/tx.ts";
import { Fault } from "~/kit/fault.ts";
import { namesOf, PRICE_FIELD, type PriceFields } from "./cost.ts";
import type { Price, PriceImport } from "./price-model.ts";
import shipped from "./prices.json" with { type: "json" };
import { prices } from "./tables.ts";

const CHAT = new Set<unknown>([undefined, "chat", "completion", "responses"]);

/** Lays the prices that came with this version where none are as new. What a person has set stays. */
export function preparePrices(ctx: Context): void {
  ctx.db.tx((tx) => {
    for (const model of Object.keys(shipped.models)) {
      const row = shippedRow(model);
      if (!row) continue;
      const { fields, source, dated } = row;
      const older = and(eq(prices.edited, false), lt(prices.dated, dated));
      tx.insert(prices)
        .values(row)
        .onConflictDoUpdate({ target: prices.model, set: { fields, source, dated }, setWhere: older })
        .run();
    }
  });
}

/** The prices of a model under any of its names. */
export function findPrice(ctx: Context, model: string): PriceFields | undefined {
  const select = ctx.db.prepared(selectPrice);
  for (const name of namesOf(model)) {
    const found = select.get({ model: name });
    if (found) return found.fields;
  }
  return undefined;
}

const selectPrice = (orm: Orm) =>
  orm
    .select({ fields: prices.fields })
    .from(prices)
    .where(eq(prices.model, sql.placeholder("model")))
    .prepare();

export function listPrices(queries: Queries, { limit, cursor }: { limit: number; cursor?: string }) {
  const later = cursor === undefined ? undefined : gt(prices.model, cursor);
  const query = queries.select().from(prices).where(later).orderBy(asc(prices.model));
  const rows = query.limit(limit + 1).all();
  const page = rows.slice(0, limit);
  return { prices: page, next_cursor: rows.length > page.length ? (page.at(-1)?.model ?? null) : null };
}

/** A person's own price: nothing shipped or imported replaces it. */
export function setPrice(ctx: Context, model: string, fields: PriceFields): Price {
  const row = { model, fields, source: "set by hand", dated: ctx.clock.iso().slice(0, 10), edited: true };
  return ctx.db.orm.insert(prices).values(row).onConflictDoUpdate({ target: prices.model, set: row }).returning().get();
}

/** Back to the shipped price, or gone. Throws a Fault `not_found`. */
export function removePrice(ctx: Context, model: string): void {
  ctx.db.tx((tx) => {
    const gone = tx.delete(prices).where(eq(prices.model, model)).returning().get();
    if (!gone) throw new Fault("not_found", `There is no price of ${model}.`);
    const back = shippedRow(model);
    if (back) tx.insert(prices).values(back).run();
  });
}

/** Takes what can be used of a file of LiteLLM's. What a person has set stays. */
export function importPrices(ctx: Context, { source, dated, models }: PriceImport) {
  const count = { imported: 0, kept: 0, skipped: 0 };
  ctx.db.tx((tx) => {
    for (const [model, entry] of Object.entries(models)) {
      const fields = usable(entry);
      const set = fields && { fields, source, dated };
      const row = set && { model, ...set, edited: false };
      const saved =
        row &&
        tx
          .insert(prices)
          .values(row)
          .onConflictDoUpdate({ target: prices.model, set, setWhere: eq(prices.edited, false) })
          .returning({ model: prices.model })
          .get();
      if (!row) count.skipped++;
      else if (saved) count.imported++;
      else count.kept++;
    }
  });
  return count;
}

/** An entry's prices; undefined for what is no chat model, and for one that costs nothing: nobody has priced it. */
function usable(entry: unknown): PriceFields | undefined {
  if (typeof entry !== "object" || entry === null || !CHAT.has((entry as { mode?: unknown }).mode)) return undefined;
  const isPrice = ([name, value]: [string, unknown]) =>
    PRICE_FIELD.test(name) && typeof value === "number" && Number.isFinite(value) && value >= 0;
  const fields: PriceFields = Object.fromEntries(Object.entries(entry).filter(isPrice));
  const { input_cost_per_token: input, output_cost_per_token: output } = fields;
  return input === undefined || output === undefined || input + output === 0 ? undefined : fields;
}

function shippedRow(model: string) {
  const models: Record<string, PriceFields> = shipped.models;
  const fields = Object.hasOwn(models, model) ? models[model] : undefined;
  return fields && { model, fields, source: shipped.source, dated: shipped.dated, edited: false };
}
