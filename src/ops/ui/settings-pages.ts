import { createRoute, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { readAuditFilter } from "~/audit/ui/filter.ts";
import { readFindingFilter } from "~/findings/ui/filter.ts";
import { readNotificationFilter } from "~/notifications/ui/filter.ts";
import { settings } from "./settings-route.ts";

const getParentRoute = () => settings;

const first = createRoute({
  getParentRoute,
  path: "/",
  beforeLoad() {
    throw redirect({ to: "/settings/keys" });
  },
});

const keys = createRoute({
  getParentRoute,
  path: "/keys",
  component: lazyRouteComponent(() => import("~/keys/ui/keys.tsx"), "Keys"),
});

const sessions = createRoute({
  getParentRoute,
  path: "/sessions",
  component: lazyRouteComponent(() => import("~/keys/ui/sessions.tsx"), "Sessions"),
});

const notifications = createRoute({
  getParentRoute,
  path: "/notifications",
  component: lazyRouteComponent(() => import("~/notifications/ui/notifications.tsx"), "Notifications"),
  validateSearch: readNotificationFilter,
});

const retention = createRoute({
  getParentRoute,
  path: "/retention",
  component: lazyRouteComponent(() => import("~/retention/ui/retention.tsx"), "Retention"),
});

const backups = createRoute({
  getParentRoute,
  path: "/backups",
  component: lazyRouteComponent(() => import("~/backups/ui/backups.tsx"), "Backups"),
});

const audit = createRoute({
  getParentRoute,
  path: "/audit",
  component: lazyRouteComponent(() => import("~/audit/ui/audit.tsx"), "AuditLog"),
  validateSearch: readAuditFilter,
});

const security = createRoute({
  getParentRoute,
  path: "/security",
  component: lazyRouteComponent(() => import("~/findings/ui/security.tsx"), "Security"),
  validateSearch: readFindingFilter,
});

const about = createRoute({
  getParentRoute,
  path: "/about",
  component: lazyRouteComponent(() => import("./about.tsx"), "About"),
});

export const settingsPages = settings.addChildren([
  ...([first, keys, sessions, notifications, retention] as const),
  ...([backups, audit, security, about] as const),
]);
