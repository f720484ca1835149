import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shell } from "~/ui/routes.ts";
import { readOneOf, readTexts } from "~/ui/search.ts";

const SHOWS = ["templates", "snippets"] as const;
export type Show = (typeof SHOWS)[number];

const TABS = ["edit", "deliveries", "fires", "setup", "history"] as const;
/** What of a trigger is shown; without one the overview. */
export type Tab = (typeof TABS)[number];

const list = createRoute({
  getParentRoute: () => shell,
  path: "/triggers",
  component: lazyRouteComponent(() => import("./list.tsx"), "Triggers"),
  validateSearch: (search): { show?: Show; name?: string } => ({
    ...readOneOf(search, "show", SHOWS),
    ...readTexts(search, ["name"]),
  }),
});

const fresh = createRoute({
  getParentRoute: () => shell,
  path: "/triggers/new",
  component: lazyRouteComponent(() => import("./new.tsx"), "NewTrigger"),
  validateSearch: (search): { kind?: string } => readTexts(search, ["kind"]),
});

const one = createRoute({
  getParentRoute: () => shell,
  path: "/triggers/$id",
  component: lazyRouteComponent(() => import("./trigger.tsx"), "TriggerPage"),
  validateSearch: (search): { tab?: Tab; revision?: number } => ({
    ...readOneOf(search, "tab", TABS),
    ...(typeof search.revision === "number" && { revision: search.revision }),
  }),
});

export const triggerPages = [list, fresh, one] as const;
