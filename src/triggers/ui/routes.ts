import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shell } from "~/ui/routes.ts";

const SHOWS = ["templates", "snippets"] as const;
export type Show = (typeof SHOWS)[number];

const TABS = ["edit", "deliveries", "fires", "setup", "history"] as const;
/** What of a trigger is shown; without one the overview. */
export type Tab = (typeof TABS)[number];

const textIn = (search: Record<string, unknown>, name: string) => {
  const { [name]: text } = search;
  return typeof text === "string" && text !== "" ? text : undefined;
};

const list = createRoute({
  getParentRoute: () => shell,
  path: "/triggers",
  component: lazyRouteComponent(() => import("./list.tsx"), "Triggers"),
  validateSearch: (search): { show?: Show; name?: string } => ({
    show: SHOWS.find((one) => one === search.show),
    name: textIn(search, "name"),
  }),
});

const fresh = createRoute({
  getParentRoute: () => shell,
  path: "/triggers/new",
  component: lazyRouteComponent(() => import("./new.tsx"), "NewTrigger"),
  validateSearch: (search): { kind?: string } => ({ kind: textIn(search, "kind") }),
});

const one = createRoute({
  getParentRoute: () => shell,
  path: "/triggers/$id",
  component: lazyRouteComponent(() => import("./trigger.tsx"), "TriggerPage"),
  validateSearch: (search): { tab?: Tab; revision?: number } => ({
    tab: TABS.find((tab) => tab === search.tab),
    revision: typeof search.revision === "number" ? search.revision : undefined,
  }),
});

export const triggerPages = [list, fresh, one] as const;
