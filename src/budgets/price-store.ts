import { and, asc, eq, gt, lt, sql } from "drizzle-orm";
import { audit } from "~/audit/index.ts";
import type { Context } from "~/context.ts";
import type { Orm, Queries } from "~/db/tx.ts";
import { Fault } from "~/kit/fault.ts";
import { namesOf, PRICE_FIELD, type PriceFields } from "./cost.ts";
import { MOST_USD, type Price, type PriceImport } from "./price-model.ts";
import shipped from "./prices.json" with { type: "json" };
import { prices } from "./tables.ts";

const CHAT = new Set<unknown>([undefined, "chat", "completion", "responses"]);

/** Lays the prices that came with this version where none are as new. What a person has set stays. */
export function preparePrices(ctx: Context): void {
  const lay = ctx.db.prepared(upsertOlder);
  ctx.db.tx(() => {
    for (const model of Object.keys(shipped.models)) {
      const row = shippedRow(model);
      if (row) lay.run(row);
    }
  });
}

const upsertOlder = (orm: Orm) => {
  const { placeholder } = sql;
  const [model, fields, source] = [placeholder("model"), placeholder("fields"), placeholder("source")];
  const set = { fields: sql`excluded.fields`, source: sql`excluded.source`, dated: sql`excluded.dated` };
  const setWhere = and(eq(prices.edited, false), lt(prices.dated, sql`excluded.dated`));
  return orm
    .insert(prices)
    .values({ model, fields, source, dated: placeholder("dated"), edited: false })
    .onConflictDoUpdate({ target: prices.model, set, setWhere })
    .prepare();
};

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

interface PricePage {
  limit: number;
  cursor?: string;
  contains?: string;
}

export function listPrices(queries: Queries, { limit, cursor, contains }: PricePage) {
  const later = cursor === undefined ? undefined : gt(prices.model, cursor);
  const named = contains === undefined ? undefined : sql`instr(lower(${prices.model}), lower(${contains})) > 0`;
  const query = queries.select().from(prices).where(and(later, named)).orderBy(asc(prices.model));
  const rows = query.limit(limit + 1).all();
  const page = rows.slice(0, limit);
  return { prices: page, next_cursor: rows.length > page.length ? (page.at(-1)?.model ?? null) : null };
}

/** A person's own price: nothing shipped or imported replaces it. */
export function setPrice(ctx: Context, model: string, fields: PriceFields): Price {
  const row = { model, fields, source: "set by hand", dated: ctx.clock.iso().slice(0, 10), edited: true };
  return ctx.db.tx((tx) => {
    const before = tx.select().from(prices).where(eq(prices.model, model)).get();
    audit(ctx, tx, { action: "price.set", subject_id: model, before, after: row });
    return tx.insert(prices).values(row).onConflictDoUpdate({ target: prices.model, set: row }).returning().get();
  });
}

/** Back to the shipped price, or gone. Throws a Fault `not_found`. */
export function removePrice(ctx: Context, model: string): void {
  ctx.db.tx((tx) => {
    const gone = tx.delete(prices).where(eq(prices.model, model)).returning().get();
    if (!gone) throw new Fault("not_found", `There is no price of ${model}.`);
    const back = shippedRow(model);
    if (back) tx.insert(prices).values(back).run();
    audit(ctx, tx, { action: "price.removed", subject_id: model, before: gone, after: back });
  });
}

/** Takes what can be used of a file of LiteLLM's. What a person has set stays. Throws a Fault `invalid`. */
export function importPrices(ctx: Context, { source, dated, models }: PriceImport) {
  if (dated > ctx.clock.iso().slice(0, 10)) {
    const message = "must not be in the future";
    throw new Fault("invalid", `dated: ${message}`, { errors: [{ path: "dated", message }] });
  }
  const count = { imported: 0, kept: 0, skipped: 0 };
  const insert = ctx.db.sqlite.query(IMPORT);
  const entries = Object.entries(models);
  ctx.db.tx((tx) => {
    for (const [model, entry] of entries) {
      const fields = usable(entry);
      if (!fields) count.skipped++;
      else if (insert.run(model, JSON.stringify(fields), source, dated).changes > 0) count.imported++;
      else count.kept++;
    }
    audit(ctx, tx, { action: "prices.imported", subject_id: source, after: { dated, ...count } });
  });
  return count;
}

const IMPORT = `
  INSERT INTO prices (model, fields, source, dated, edited) VALUES (?, ?, ?, ?, 0)
  ON CONFLICT DO UPDATE SET fields = excluded.fields, source = excluded.source, dated = excluded.dated WHERE NOT edited`;

/** An entry's prices; undefined for what is no chat model, and for one that costs nothing: nobody has priced it. */
function usable(entry: unknown): PriceFields | undefined {
  if (typeof entry !== "object" || entry === null || !CHAT.has((entry as { mode?: unknown }).mode)) return undefined;
  const isPrice = ([name, value]: [string, unknown]) =>
    PRICE_FIELD.test(name) && typeof value === "number" && value >= 0 && value <= MOST_USD;
  const fields: PriceFields = Object.fromEntries(Object.entries(entry).filter(isPrice));
  const { input_cost_per_token: input, output_cost_per_token: output } = fields;
  return input === undefined || output === undefined || input + output === 0 ? undefined : fields;
}

function shippedRow(model: string) {
  const models: Record<string, PriceFields> = shipped.models;
  const fields = Object.hasOwn(models, model) ? models[model] : undefined;
  return fields && { model, fields, source: shipped.source, dated: shipped.dated, edited: false };
}
