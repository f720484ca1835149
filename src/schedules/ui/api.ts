import { queryOptions } from "@tanstack/react-query";
import { hc } from "hono/client";
import { ok } from "~/ui/api.ts";
import { paged } from "~/ui/paged.ts";
import type { scheduleRoutes, triggerScheduleRoutes } from "../routes.ts";

const all = hc<ReturnType<typeof scheduleRoutes>>("/admin/schedules");
export const api = hc<ReturnType<typeof triggerScheduleRoutes>>("/admin/triggers");

type Source = Parameters<typeof all.preview.$post>[0]["json"];

/** The schedules of the newest two hundred triggers that have one, by trigger. */
export const schedulesQuery = queryOptions({
  queryKey: ["triggers", "schedules"],
  queryFn: async () => {
    const { schedules } = await ok(all.index.$get({ query: { limit: "200" } }));
    return new Map(schedules.map((schedule) => [schedule.trigger_id, schedule]));
  },
});

export const scheduleQuery = (id: string) =>
  queryOptions({
    queryKey: ["triggers", id, "schedule"],
    queryFn: () => ok(api[":id"].schedule.$get({ param: { id } })),
  });

/** When a source would fire that is not saved yet. What it is made of is held to its schema by the server. */
export const outlookQuery = (source: Record<string, unknown>) =>
  queryOptions({
    queryKey: ["outlook", source],
    queryFn: () => ok(all.preview.$post({ json: source as Source })),
    retry: false,
  });

export const firesQuery = (id: string) =>
  paged(["executions", "fires", id], (query) => ok(api[":id"].fires.$get({ param: { id }, query })));
