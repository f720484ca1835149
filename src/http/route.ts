import { matchedRoutes } from "hono/route";
import type { AppContext } from "./scope.ts";

/** The pattern that took the request, as the API's document spells it; null where no route is. */
export function routeOf(c: AppContext): string | null {
  const handler = matchedRoutes(c).findLast(({ method }) => method !== "ALL");
  return handler?.path.replace(/:(\w+)(?:\{[^}]*\})?/g, "{$1}") ?? null;
}
