import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shell } from "~/ui/routes.ts";
import { readTab } from "./tabs.ts";

const list = createRoute({
  getParentRoute: () => shell,
  path: "/projects",
  component: lazyRouteComponent(() => import("./list.tsx"), "Projects"),
});

const fresh = createRoute({
  getParentRoute: () => shell,
  path: "/projects/new",
  component: lazyRouteComponent(() => import("./new.tsx"), "NewProject"),
});

const one = createRoute({
  getParentRoute: () => shell,
  path: "/projects/$id",
  component: lazyRouteComponent(() => import("./project.tsx"), "ProjectPage"),
  validateSearch: readTab,
});

export const projectPages = [list, fresh, one] as const;
