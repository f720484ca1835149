import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shell } from "~/ui/routes.ts";

const home = createRoute({
  getParentRoute: () => shell,
  path: "/",
  component: lazyRouteComponent(() => import("./home.tsx"), "Home"),
});

export const homePages = [home] as const;
