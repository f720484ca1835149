import { queryOptions } from "@tanstack/react-query";
import { hc, type InferResponseType } from "hono/client";
import type { actionRoutes } from "~/github/index.ts";
import { ok } from "~/ui/api.ts";
import type { artifactRoutes } from "../../artifacts/routes.ts";

const actions = hc<ReturnType<typeof actionRoutes>>("/admin/executions");
const artifacts = hc<ReturnType<typeof artifactRoutes>>("/admin/executions");

export const actionsQuery = (id: string) =>
  queryOptions({
    queryKey: ["executions", id, "actions"],
    queryFn: () => ok(actions[":id"].actions.$get({ param: { id } })),
  });

export const retryAction = (id: string, number: number) =>
  ok(actions[":id"].actions[":number"].retry.$post({ param: { id, number: String(number) } }));

export type Artifact = InferResponseType<(typeof artifacts)[":id"]["artifacts"]["$get"], 200>["artifacts"][number];

export const artifactsQuery = (id: string) =>
  queryOptions({
    queryKey: ["executions", id, "artifacts"],
    queryFn: () => ok(artifacts[":id"].artifacts.$get({ param: { id }, query: { limit: "200" } })),
  });
