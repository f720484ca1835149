import type { Context } from "~/context.ts";
import type { Guard } from "~/http/guard.ts";
import { foreignPage, isOwnPage, isPage } from "~/http/origin.ts";
import type { AppContext } from "~/http/scope.ts";
import { useLoginCode } from "./login-code.ts";
import type { SignIn } from "./model.ts";
import { startSession } from "./sessions.ts";
import { findActor } from "./store.ts";

/**
 * Answers what the browser's cookie is to hold; of the session that it `held` before nothing is left. Throws a Fault
 * `unauthorized` for a wrong key or code, `limited` after too many.
 */
export function signIn(ctx: Context, c: AppContext, guard: Guard, { held, ...given }: SignIn & { held?: string }) {
  if (isPage(c) && !isOwnPage(c, ctx.config)) throw foreignPage(c);
  guard.admit(c);
  const known = "key" in given ? findActor(ctx, given.key) : useLoginCode(ctx, given.code);
  if (known === undefined) throw guard.wrong(c, "key" in given ? "key" : "login_code");
  if (known === "ended") throw guard.ended(c, "key");
  guard.prove(c);
  const scope = { ...c.get("scope"), actor: known };
  c.set("scope", scope);
  return ctx.acting.run(scope, () => startSession(ctx, known, held));
}
