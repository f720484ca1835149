import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shell } from "~/ui/routes.ts";
import { readView } from "./view.ts";

const usage = createRoute({
  getParentRoute: () => shell,
  path: "/usage",
  component: lazyRouteComponent(() => import("./usage.tsx"), "UsagePage"),
  validateSearch: readView,
});

export const usagePages = [usage] as const;
