import { hc } from "hono/client";
import { ok } from "~/ui/api.ts";
import { paged } from "~/ui/paged.ts";
import type { backupRoutes } from "../routes.ts";

export const api = hc<ReturnType<typeof backupRoutes>>("/admin/backups");

const WHILE_MADE_MS = 500;
const AT_REST_MS = 60_000;

/** The server does not tell of them: they are files. */
export const backupsQuery = {
  ...paged(["backups"], (query) => ok(api.index.$get({ query }))),
  refetchInterval: ({ state }: { state: { data?: { pages: { backups: { status: string }[] }[] } } }) =>
    state.data?.pages[0]?.backups.some(({ status }) => status === "running") ? WHILE_MADE_MS : AT_REST_MS,
};
