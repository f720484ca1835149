import { queryOptions } from "@tanstack/react-query";
import { hc } from "hono/client";
import type { Session, sessionRoutes } from "~/keys/index.ts";
import { ok, ProblemError } from "./api.ts";
import { metaOf } from "./meta.ts";

const session = hc<ReturnType<typeof sessionRoutes>>("/admin").session;

/** Who is signed in; null when nobody is. */
export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: () => ok(session.$get()).catch(orNobody),
  // The page says it, which spares everybody a request, and strangers one that is refused.
  initialData: readSession,
});

function readSession(): Session | null | undefined {
  const said = metaOf("session");
  return said && JSON.parse(said);
}

function orNobody(error: unknown): null {
  if (error instanceof ProblemError && error.problem.status === 401) return null;
  throw error;
}

/** By a key, or by the code of the link that the server printed. */
export function signIn(by: { key: string } | { code: string }) {
  return ok(session.$post({ json: by }));
}

export function signOut() {
  return ok(session.$delete());
}
