import type { QueryClient } from "@tanstack/react-query";
import { createRootRouteWithContext, createRoute, redirect } from "@tanstack/react-router";
import { Failed, NotFound } from "./parts/failed.tsx";
import { sessionQuery } from "./session.ts";
import { Shell } from "./shell.tsx";

export const root = createRootRouteWithContext<{ queries: QueryClient }>()({ notFoundComponent: NotFound });

/** What every page but the sign-in lies under: it asks who somebody is first. */
export const shell = createRoute({
  getParentRoute: () => root,
  id: "shell",
  component: Shell,
  errorComponent: Failed,
  async beforeLoad({ context, location }) {
    const session = await context.queries.ensureQueryData(sessionQuery);
    if (!session)
      throw redirect({ to: "/sign-in", search: { to: location.pathname + location.searchStr }, hash: location.hash });
  },
});
