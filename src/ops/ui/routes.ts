import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shell } from "~/ui/routes.ts";
import { settingsPages } from "./settings-pages.ts";

const home = createRoute({
  getParentRoute: () => shell,
  path: "/",
  component: lazyRouteComponent(() => import("./home.tsx"), "Home"),
});

export const homePages = [home, settingsPages] as const;
