import { and, eq, inArray, isNotNull, or } from "drizzle-orm";
import { BackendId } from "~/backends/index.ts";
import type { Context } from "~/context.ts";
import { Fault } from "~/kit/fault.ts";
import { findKey, learnKey } from "./env.ts";
import type { AccountRow } from "./store.ts";
import { accounts, cooldowns } from "./tables.ts";

/** Every backend gets its default account; the redactor learns all keys. */
export function prepareAccounts(ctx: Context): void {
  ctx.db.tx((tx) => {
    for (const backend of BackendId.options)
      tx.insert(accounts).values(standard(ctx, backend)).onConflictDoNothing().run();
    // The environment may be another than before, and so may the keys in it.
    const ofEnvironment = or(eq(accounts.is_default, true), isNotNull(accounts.key_env));
    const ids = tx.select({ id: accounts.id }).from(accounts).where(ofEnvironment);
    tx.delete(cooldowns)
      .where(and(eq(cooldowns.kind, "auth"), inArray(cooldowns.account_id, ids)))
      .run();
  });
  for (const row of ctx.db.orm.select().from(accounts).all()) {
    learnKey(ctx, row);
    if (findKey(ctx, row) instanceof Fault) warnOf(ctx, row);
  }
}

function warnOf(ctx: Context, { id, key_env }: AccountRow): void {
  const remedy = key_env === null ? "set SECRET_KEY to what it was, or give it a new key" : `set ${key_env}`;
  ctx.log.warn({ account_id: id }, `the key of an account cannot be read, so it runs nothing: ${remedy}`);
}

function standard(ctx: Context, backend: BackendId): typeof accounts.$inferInsert {
  const now = ctx.clock.iso();
  return {
    ...{ id: ctx.newId("account"), backend, name: "default", is_default: true, enabled: true, position: 0 },
    ...{ config_dir: null, key_variable: null, key_env: null, sealed_secret: null, env: {}, windows: {} },
    ...{ max_concurrent: null, last_used_at: null, created_at: now, updated_at: now },
  };
}
