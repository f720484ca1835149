import { and, eq, gt, lte } from "drizzle-orm";
import { audit } from "~/audit/index.ts";
import type { Context } from "~/context.ts";
import type { Tx } from "~/db/tx.ts";
import type { Actor } from "~/http/scope.ts";
import { hashOf, newToken } from "./secret.ts";
import { BOOTSTRAP, findActorById } from "./store.ts";
import { keys, login_codes } from "./tables.ts";

const LIFE_MS = 10 * 60_000;

/** A link that signs one browser in as the holder of this key, once. Its fragment reaches no server and no log. */
export function makeLoginLink(ctx: Context, { key_id }: Pick<Actor, "key_id">, origin: string) {
  return ctx.db.tx((tx) => {
    const link = addCode(ctx, tx, key_id, origin);
    audit(ctx, tx, { action: "login_link.made", subject_id: key_id });
    return link;
  });
}

function addCode(ctx: Context, tx: Tx, key_id: string, origin: string) {
  const code = newToken();
  const expires_at = ctx.clock.iso(ctx.clock.now() + LIFE_MS);
  tx.delete(login_codes).where(lte(login_codes.expires_at, ctx.clock.iso())).run();
  tx.insert(login_codes)
    .values({ hash: hashOf(code), key_id, expires_at })
    .run();
  return { url: `${new URL(ctx.config.PUBLIC_URL ?? origin).origin}/#code=${code}`, expires_at };
}

/** Takes the code away: of two who come with it one is let in. */
export function useLoginCode(ctx: Context, code: string): Actor | undefined {
  const good = and(eq(login_codes.hash, hashOf(code)), gt(login_codes.expires_at, ctx.clock.iso()));
  const taken = ctx.db.orm.delete(login_codes).where(good).returning().get();
  return taken && findActorById(ctx, taken.key_id);
}

/** Until somebody has used the key that was made at the first start, each start prints a link that spares typing it. */
export function greet(ctx: Context, url: string, print: (text: string) => void): void {
  if (ctx.config.AGENTED_API_KEY !== undefined) return;
  const key = ctx.db.orm.select().from(keys).where(eq(keys.name, BOOTSTRAP)).get();
  if (!key || key.last_used_at !== null) return;
  print(
    `\n  Sign a browser in, once and within 10 minutes:\n\n    ${makeLoginLink(ctx, { key_id: key.id }, url).url}\n\n`,
  );
}
