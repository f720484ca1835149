import type { Context } from "~/context.ts";
import type { Access } from "~/http/gate.ts";
import { foreignPage, isOwnPage, isPage } from "~/http/origin.ts";
import type { AppContext } from "~/http/scope.ts";
import { useLoginCode } from "./login-code.ts";
import type { SignIn } from "./model.ts";
import { startSession } from "./sessions.ts";
import { findActor } from "./store.ts";

/** What stands before whoever signs in. */
export type Door = Pick<Access, "guard" | "limits">;

/**
 * Answers what the browser's cookie is to hold; of the session that it `held` before nothing is left. Throws a Fault
 * `unauthorized` for a wrong key or code, `limited` after too many, wrong or right.
 */
export function signIn(
  ctx: Context,
  c: AppContext,
  { guard, limits }: Door,
  { held, ...given }: SignIn & { held?: string },
) {
  if (isPage(c) && !isOwnPage(c, ctx.config)) throw foreignPage(c);
  guard.admit(c);
  const known = "key" in given ? findActor(ctx, given.key) : useLoginCode(ctx, given.code);
  if (known === undefined) throw guard.wrong(c, "key" in given ? "key" : "login_code");
  if (known === "ended") throw guard.ended(c, "key");
  guard.prove(c);
  const scope = { ...c.get("scope"), actor: known };
  c.set("scope", scope);
  // A code is good once, and was counted when its link was made.
  if ("key" in given) limits.count(c, "writes", known.key_id);
  return ctx.acting.run(scope, () => startSession(ctx, known, held));
}
