import { queryOptions } from "@tanstack/react-query";
import { hc } from "hono/client";
import type { storageRoutes } from "~/storage/index.ts";
import { ok } from "~/ui/api.ts";
import type { About, aboutRoutes } from "../about.ts";
import type { homeRoutes } from "../home.ts";

const home = hc<ReturnType<typeof homeRoutes>>("/admin/home");
const about = hc<ReturnType<typeof aboutRoutes>>("/admin/about");
const storage = hc<ReturnType<typeof storageRoutes>>("/admin/storage");

/** A disk fills without a word of the stream. */
const DISK_MS = 30_000;
const LINES_MS = 2_000;

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

/** What a setting holds; undefined while that is not known. */
export function settingOf(about: About | undefined, name: string): string | undefined {
  return about?.settings.find((setting) => setting.name === name)?.value ?? undefined;
}
