import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { OTHER_DAYS } from "~/ui/days.ts";
import { shell } from "~/ui/routes.ts";
import { readOneOf, readTexts } from "~/ui/search.ts";
import type { RunFilter } from "./api.ts";

const TABS = ["runs", "figures", "versions", "settings"] as const;
/** What of a workflow is shown; without one its graph. */
export type Tab = (typeof TABS)[number];

const VIEWS = ["nodes", "timeline", "values", "compare"] as const;
/** What of a run is shown; without one its graph. */
export type View = (typeof VIEWS)[number];

const list = createRoute({
  getParentRoute: () => shell,
  path: "/workflows",
  component: lazyRouteComponent(() => import("./list.tsx"), "Workflows"),
});

const one = createRoute({
  getParentRoute: () => shell,
  path: "/workflows/$id",
  component: lazyRouteComponent(() => import("./workflow.tsx"), "WorkflowPage"),
  validateSearch: (search): { tab?: Tab; version?: number; days?: 7 | 90 } & Pick<RunFilter, "status"> => ({
    tab: TABS.find((tab) => tab === search.tab),
    version: typeof search.version === "number" ? search.version : undefined,
    ...readOneOf(search, "days", OTHER_DAYS),
    ...(readTexts(search, ["status"]) as Pick<RunFilter, "status">),
  }),
});

const runs = createRoute({
  getParentRoute: () => shell,
  path: "/runs",
  component: lazyRouteComponent(() => import("./runs.tsx"), "Runs"),
  validateSearch: (search): RunFilter => readTexts(search, ["workflow", "status"]) as RunFilter,
});

const run = createRoute({
  getParentRoute: () => shell,
  path: "/runs/$id",
  component: lazyRouteComponent(() => import("./run/run.tsx"), "RunPage"),
  validateSearch: (search): { view?: View; node?: string; with?: string } => ({
    view: VIEWS.find((view) => view === search.view),
    ...readTexts(search, ["node", "with"]),
  }),
});

export const workflowPages = [list, one, runs, run] as const;
