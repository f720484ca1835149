import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shell } from "~/ui/routes.ts";
import { readSearch, readTab } from "./filter.ts";

const inbox = createRoute({
  getParentRoute: () => shell,
  path: "/deliveries",
  component: lazyRouteComponent(() => import("./inbox.tsx"), "Inbox"),
  validateSearch: readSearch,
});

const one = createRoute({
  getParentRoute: () => shell,
  path: "/deliveries/$id",
  component: lazyRouteComponent(() => import("./delivery.tsx"), "DeliveryPage"),
  validateSearch: readTab,
});

export const deliveryPages = [inbox, one] as const;
