import { desc, eq, lt } from "drizzle-orm";
import type { Context } from "~/context.ts";
import type { Queries } from "~/db/tx.ts";
import { Fault } from "~/kit/fault.ts";
import type { Channel } from "./channel-model.ts";
import { kindOf, type Target } from "./kinds/index.ts";
import { channels } from "./tables.ts";

export type ChannelRow = typeof channels.$inferSelect;

const OLD_SECRET_MS = 24 * 3_600_000;

export function findChannel(queries: Queries, id: string): ChannelRow | undefined {
  return queries.select().from(channels).where(eq(channels.id, id)).get();
}

/** Throws a Fault `not_found`. */
export function getChannel(queries: Queries, id: string): ChannelRow {
  const row = findChannel(queries, id);
  if (!row) throw new Fault("not_found", `There is no channel ${id}.`);
  return row;
}

/** A page, newest first. */
export function listChannels(queries: Queries, { limit, cursor }: { limit: number; cursor?: string }) {
  const older = cursor === undefined ? undefined : lt(channels.id, cursor);
  const query = queries.select().from(channels).where(older).orderBy(desc(channels.id));
  const rows = query.limit(limit + 1).all();
  const page = rows.slice(0, limit);
  const next_cursor = rows.length > limit ? (page.at(-1)?.id ?? null) : null;
  return { channels: page.map((row) => wireChannel(row)), next_cursor };
}

/** As the API shows it; `made` is a secret that was just made. */
export function wireChannel({ sealed_secret, sealed_url: _, target, ...fields }: ChannelRow, made?: string): Channel {
  const secret = { secret_set: sealed_secret !== null, ...(made !== undefined && { secret: made }) };
  return { ...fields, target: { ...target, ...secret } };
}

/** The target with the whole of its address. Throws a Fault `unavailable` when it was sealed under another key. */
export function targetOf({ vault }: Context, { target, sealed_url }: ChannelRow): Target {
  return "url" in target && sealed_url !== null ? { ...target, url: vault.open(sealed_url) } : target;
}

/** What it is sent with now, the newest first. Throws a Fault `unavailable` when it was sealed under another key. */
export function secretsOf({ vault, clock }: Context, { target, sealed_secret, rotated_at }: ChannelRow): string[] {
  if (sealed_secret === null) return [];
  const secret = vault.open(sealed_secret);
  if (!kindOf(target).secret.make) return [secret];
  const [newest = "", before] = secret.split(" ");
  const both = rotated_at !== null && clock.now() < Date.parse(rotated_at) + OLD_SECRET_MS;
  return before !== undefined && both ? [newest, before] : [newest];
}

/** The redactor learns all of them: none is ever to stand in a log or a message. */
export function learnChannels(ctx: Context): void {
  for (const row of ctx.db.orm.select().from(channels).all()) learnChannel(ctx, row);
}

export function learnChannel(ctx: Context, row: ChannelRow): void {
  try {
    const url = row.sealed_url === null ? [] : [ctx.vault.open(row.sealed_url)];
    ctx.redactor.know(`channel ${row.id}`, [...secretsOf(ctx, row), ...url].flatMap(formsOf));
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    ctx.log.warn(
      { channel_id: row.id },
      "the secret of a channel cannot be read, so it sends nothing: give it a new one",
    );
  }
}

const ORDINARY = 16;

/** Of an address path and query are what nobody may know, whatever stands before them; shorter ones are ordinary words. */
function formsOf(secret: string): string[] {
  if (!URL.canParse(secret)) return [secret];
  const { pathname, search } = new URL(secret);
  return [secret, ...[pathname, search.slice(1)].filter((form) => form.length >= ORDINARY)];
}
