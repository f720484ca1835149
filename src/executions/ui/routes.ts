import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shell } from "~/ui/routes.ts";
import { readFilter } from "./filter.ts";
import { readTab } from "./tabs.ts";

const list = createRoute({
  getParentRoute: () => shell,
  path: "/executions",
  component: lazyRouteComponent(() => import("./list.tsx"), "Executions"),
  validateSearch: readFilter,
});

const one = createRoute({
  getParentRoute: () => shell,
  path: "/executions/$id",
  component: lazyRouteComponent(() => import("./execution.tsx"), "ExecutionPage"),
  validateSearch: readTab,
});

export const executionPages = [list, one] as const;
