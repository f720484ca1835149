import { hc } from "hono/client";
import { ok } from "~/ui/api.ts";
import type { transcriptRoutes } from "../../transcript/routes.ts";

const api = hc<ReturnType<typeof transcriptRoutes>>("/admin/executions");

export const transcriptPage = (id: string, after: number) =>
  ok(api[":id"].transcript.$get({ param: { id }, query: { after: String(after) } }));
