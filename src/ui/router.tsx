import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from "@tanstack/react-router";
import { readFilter } from "~/executions/ui/filter.ts";
import { Failed, NotFound } from "./parts/failed.tsx";
import { sessionQuery } from "./session.ts";
import { Shell } from "./shell.tsx";
import { SignIn } from "./sign-in.tsx";

const root = createRootRouteWithContext<{ queries: QueryClient }>()({ notFoundComponent: NotFound });

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  component: SignIn,
  validateSearch: (search): { to?: string } =>
    typeof search.to === "string" && /^\/(?!\/)/.test(search.to) ? { to: search.to } : {},
});

/** Everything else asks who somebody is first. */
const shell = createRoute({
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

const home = createRoute({
  getParentRoute: () => shell,
  path: "/",
  component: lazyRouteComponent(() => import("~/ops/ui/home.tsx"), "Home"),
});

const executions = createRoute({
  getParentRoute: () => shell,
  path: "/executions",
  component: lazyRouteComponent(() => import("~/executions/ui/list.tsx"), "Executions"),
  validateSearch: readFilter,
});

const execution = createRoute({
  getParentRoute: () => shell,
  path: "/executions/$id",
  component: lazyRouteComponent(() => import("~/executions/ui/execution.tsx"), "ExecutionPage"),
});

export const router = createRouter({
  routeTree: root.addChildren([signIn, shell.addChildren([home, executions, execution])]),
  context: { queries: undefined as never },
  defaultPreload: "intent",
  defaultErrorComponent: Failed,
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
