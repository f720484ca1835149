import type { Context } from "~/context.ts";
import type { Actor } from "~/http/scope.ts";
import { Fault } from "~/kit/fault.ts";
import { findActorInSession } from "./sessions.ts";
import { findActorById } from "./store.ts";

const LIFE_MS = 60_000;

interface Claim {
  path: string;
  key_id: string;
  session_id?: string | undefined;
  expires_at: string;
}

/** For EventSource and curl, which cannot send a header: good for GET on this one path for a minute. */
export function mintStreamToken(ctx: Context, path: string, actor: Actor) {
  const expires_at = ctx.clock.iso(ctx.clock.now() + LIFE_MS);
  const claim: Claim = { path, key_id: actor.key_id, session_id: actor.session_id, expires_at };
  const body = Buffer.from(JSON.stringify(claim)).toString("base64url");
  const token = `${body}.${ctx.vault.sign(body)}`;
  return { token, expires_at, url: `${path}?token=${token}` };
}

/**
 * Undefined for a token that is not of our making. Throws a Fault `unauthorized` for one that is, with the code
 * `token_expired` when a new one is all that is needed.
 */
export function readStreamToken(ctx: Context, token: string, path: string): Actor | undefined {
  const [body, signature] = token.split(".");
  if (!body || !signature || !ctx.vault.signed(body, signature)) return undefined;
  const claim = JSON.parse(Buffer.from(body, "base64url").toString()) as Claim;
  if (claim.path !== path) throw refused("That stream token is for another stream.");
  const left = Date.parse(claim.expires_at) - ctx.clock.now();
  // More than it began with: the clock was set back, and nobody knows how old it is.
  if (left <= 0 || left > LIFE_MS)
    throw new Fault("unauthorized", "That stream token has expired: mint a new one and go on with ?after=.", {
      code: "token_expired",
    });
  const { key_id, session_id } = claim;
  const actor = session_id === undefined ? findActorById(ctx, key_id) : findActorInSession(ctx, session_id);
  if (!actor) throw refused("The key or the session behind that stream token is gone.");
  return actor;
}

function refused(sentence: string): Fault {
  return new Fault("unauthorized", sentence, { code: "token_invalid" });
}
