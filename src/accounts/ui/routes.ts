import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shell } from "~/ui/routes.ts";

const accounts = createRoute({
  getParentRoute: () => shell,
  path: "/accounts",
  component: lazyRouteComponent(() => import("./accounts.tsx"), "Accounts"),
  validateSearch: ({ tab }): { tab?: "chain" } => (tab === "chain" ? { tab } : {}),
});

export const accountPages = [accounts] as const;
