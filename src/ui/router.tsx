import { createRoute, createRouter } from "@tanstack/react-router";
import { accountPages } from "~/accounts/ui/routes.ts";
import { usagePages } from "~/budgets/ui/routes.ts";
import { deliveryPages } from "~/deliveries/ui/routes.ts";
import { executionPages } from "~/executions/ui/routes.ts";
import { homePages } from "~/ops/ui/routes.ts";
import { projectPages } from "~/projects/ui/routes.ts";
import { triggerPages } from "~/triggers/ui/routes.ts";
import { workflowPages } from "~/workflows/ui/routes.ts";
import { Failed } from "./parts/failed.tsx";
import { root, shell } from "./routes.ts";
import { SignIn } from "./sign-in.tsx";

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  component: SignIn,
  validateSearch: (search): { to?: string } =>
    typeof search.to === "string" && /^\/(?!\/)/.test(search.to) ? { to: search.to } : {},
});

export const router = createRouter({
  routeTree: root.addChildren([
    signIn,
    shell.addChildren([
      ...homePages,
      ...executionPages,
      ...triggerPages,
      ...workflowPages,
      ...deliveryPages,
      ...projectPages,
      ...accountPages,
      ...usagePages,
    ]),
  ]),
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
