import { eq } from "drizzle-orm";
import { audit } from "~/audit/index.ts";
import type { Context } from "~/context.ts";
import { Fault } from "~/kit/fault.ts";
import type { KeyInput, NewKey } from "./model.ts";
import { hashOf, newKey, prefixOf } from "./secret.ts";
import { endSessionsOf } from "./sessions.ts";
import { BOOTSTRAP, getKey, isOver, type KeyRow, wireKey } from "./store.ts";
import { keys } from "./tables.ts";

/** The answer alone holds the key. Throws a Fault `conflict` where the name is taken. */
export function createKey(ctx: Context, input: KeyInput): NewKey {
  const key = newKey();
  return ctx.db.tx((tx) => {
    if (isOver(ctx, input)) throw invalidExpiry();
    if (tx.select().from(keys).where(eq(keys.name, input.name)).get()) throw takenName(input.name);
    const made = { prefix: prefixOf(key), hash: hashOf(key), last_used_at: null, created_at: ctx.clock.iso() };
    const row = { id: ctx.newId("key"), ...input, ...made };
    tx.insert(keys).values(row).run();
    audit(ctx, tx, { action: "key.created", subject_id: row.id, after: row });
    return { ...wireKey(row), key };
  });
}

/** From now on the new key alone opens; sessions and streams that the old one opened end. */
export function rotateKey(ctx: Context, id: string): NewKey {
  const key = newKey();
  return ctx.db.tx((tx, after) => {
    const before = getKey(tx, id);
    refuseBootstrap(before, "rotated");
    if (isOver(ctx, before))
      throw new Fault("conflict", `The key ${before.name} has expired: revoke it and make another.`);
    const row = { ...before, prefix: prefixOf(key), hash: hashOf(key) };
    tx.update(keys).set(row).where(eq(keys.id, id)).run();
    endSessionsOf(ctx, tx, id);
    audit(ctx, tx, { action: "key.rotated", subject_id: id, before, after: row });
    after(() => ctx.streams.end(({ key_id }) => key_id === id));
    return { ...wireKey(row), key };
  });
}

/** With it end its sessions, its stream tokens and the streams that are open by it. */
export function revokeKey(ctx: Context, id: string): void {
  ctx.db.tx((tx, after) => {
    const before = getKey(tx, id);
    refuseBootstrap(before, "revoked");
    tx.delete(keys).where(eq(keys.id, id)).run();
    endSessionsOf(ctx, tx, id);
    audit(ctx, tx, { action: "key.revoked", subject_id: id, before });
    after(() => ctx.streams.end(({ key_id }) => key_id === id));
  });
}

/** So there is always an admin key, whichever others are revoked, and nobody can lock himself out. */
function refuseBootstrap({ name }: KeyRow, done: "revoked" | "rotated"): void {
  if (name !== BOOTSTRAP) return;
  const remedy = "change AGENTED_API_KEY, or where that is not set remove api_key from the data directory, and restart";
  throw new Fault("conflict", `This key is the way in when all others are lost and is not ${done} here: ${remedy}.`, {
    code: "bootstrap_key",
  });
}

function invalidExpiry(): Fault {
  const errors = [{ path: "expires_at", message: "must be in the future" }];
  return new Fault("invalid", "expires_at: must be in the future", { errors });
}

function takenName(name: string): Fault {
  const errors = [{ path: "name", message: "is taken by another key" }];
  return new Fault("conflict", `There is a key ${name} already: choose another name, or revoke that one.`, {
    code: "name_taken",
    errors,
  });
}
