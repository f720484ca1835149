import type { Actor, AppContext } from "~/http/scope.ts";
import { Fault } from "~/kit/fault.ts";

/** Whoever asks on a route that is not public. Throws a Fault `unauthorized` where nobody is known. */
export function actorOf(c: AppContext): Actor {
  const { actor } = c.get("scope");
  if (!actor) throw new Fault("unauthorized", "A key is needed.");
  return actor;
}
