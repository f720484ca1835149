import { queryOptions } from "@tanstack/react-query";
import { hc } from "hono/client";
import type { accountRoutes } from "~/accounts/index.ts";
import type { budgetRoutes } from "~/budgets/index.ts";
import type { scheduleRoutes } from "~/schedules/index.ts";
import type { storageRoutes } from "~/storage/index.ts";
import type { triggerRoutes } from "~/triggers/index.ts";
import { ok } from "~/ui/api.ts";
import type { About, aboutRoutes } from "../about.ts";
import type { homeRoutes } from "../home.ts";

const home = hc<ReturnType<typeof homeRoutes>>("/admin/home");
const about = hc<ReturnType<typeof aboutRoutes>>("/admin/about");
const storage = hc<ReturnType<typeof storageRoutes>>("/admin/storage");
const schedules = hc<ReturnType<typeof scheduleRoutes>>("/admin/schedules");
const accounts = hc<ReturnType<typeof accountRoutes>>("/admin/accounts");
const budgets = hc<ReturnType<typeof budgetRoutes>>("/admin/budgets");
export const triggers = hc<ReturnType<typeof triggerRoutes>>("/admin/triggers");

/** A disk fills without a word of the stream. */
const DISK_MS = 30_000;
const LINES_MS = 2_000;
const all = { query: { limit: "200" } };

export const homeQuery = queryOptions({
  queryKey: ["executions", "home"],
  queryFn: () => ok(home.index.$get()),
  // Lines are no news of the stream; who wants each of them looks at the run.
  refetchInterval: ({ state }) => (state.data?.running.length ? LINES_MS : false),
});
export const aboutQuery = queryOptions({ queryKey: ["about"], queryFn: () => ok(about.index.$get()) });
export const storageQuery = queryOptions({
  ...{ queryKey: ["storage"], queryFn: () => ok(storage.index.$get()), refetchInterval: DISK_MS },
});
export const triggersQuery = queryOptions({
  queryKey: ["triggers", "all"],
  queryFn: () => ok(triggers.index.$get(all)),
});
export const schedulesQuery = queryOptions({
  queryKey: ["triggers", "schedules"],
  queryFn: () => ok(schedules.index.$get(all)),
});
export const accountsQuery = queryOptions({
  queryKey: ["accounts", "home"],
  queryFn: () => ok(accounts.index.$get(all)),
});
export const budgetsQuery = queryOptions({ queryKey: ["budgets", "home"], queryFn: () => ok(budgets.index.$get(all)) });

/** What a setting holds; undefined while that is not known. */
export function settingOf(about: About | undefined, name: string): string | undefined {
  return about?.settings.find((setting) => setting.name === name)?.value ?? undefined;
}
