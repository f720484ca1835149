import { queryOptions } from "@tanstack/react-query";
import { hc, type InferResponseType } from "hono/client";
import { ok } from "~/ui/api.ts";
import { paged } from "~/ui/paged.ts";
import type { Schema } from "~/ui/parts/schema-form/schema.ts";
import type { workflowFormRoutes } from "../form-routes.ts";
import type { workflowRoutes } from "../routes.ts";
import type { runRoutes } from "../run-routes.ts";
import type { RunStatus } from "../status.ts";
import type { versionRoutes } from "../version-routes.ts";
import type { waitingRoutes } from "../waiting.ts";
import type { Draft, DraftNode } from "./editor/draft.ts";

export const api = hc<ReturnType<typeof workflowRoutes>>("/admin/workflows");
export const versionApi = hc<ReturnType<typeof versionRoutes>>("/admin/workflows");
export const runApi = hc<ReturnType<typeof runRoutes>>("/admin/runs");
const formApi = hc<ReturnType<typeof workflowFormRoutes>>("/admin/workflows");
const waitingApi = hc<ReturnType<typeof waitingRoutes>>("/admin/runs");

/** A workflow, a version and a run as they come over the wire. */
export type Workflow = InferResponseType<(typeof api)[":id"]["$get"], 200>;
export type VersionSummary = InferResponseType<(typeof versionApi)[":id"]["versions"]["$get"], 200>["versions"][number];
export type Run = InferResponseType<(typeof runApi)[":id"]["$get"], 200>;
export type RunNode = Run["nodes"][number];
export type RunSummary = InferResponseType<typeof runApi.index.$get, 200>["runs"][number];
export type Analytics = InferResponseType<(typeof api)[":id"]["analytics"]["$get"], 200>;
export type TriedNode = InferResponseType<(typeof api)["try-node"]["$post"], 200>;
export type Waiting = InferResponseType<typeof waitingApi.waiting.$get, 200>["waiting"][number];

/** A graph as the editor has it is a graph as soon as the server has taken it. */
export const asDraft = (graph: unknown) => graph as Draft;
export const asGraph = (draft: Draft) =>
  draft as unknown as Parameters<(typeof versionApi)[":id"]["draft"]["$put"]>[0]["json"];

type Trial = Parameters<(typeof api)["try-node"]["$post"]>[0]["json"];
export const asNode = (node: DraftNode) => node as unknown as Trial["node"];
/** What a person says that a run would know; the server says what of it is none. */
export const asSample = (input: unknown, nodes: unknown) => ({ input, nodes: nodes ?? {} }) as Trial["values"];

export const listQuery = paged(["workflows", "list"], (query) => ok(api.index.$get({ query })));

/** The newest runs of each workflow of a page of that list. */
export const recentQuery = (cursor: string) =>
  queryOptions({
    queryKey: ["runs", "recent", cursor],
    queryFn: async () => (await ok(formApi.recent.$get({ query: { limit: "50", ...(cursor && { cursor }) } }))).runs,
  });

/** What the newest two hundred workflows are called. */
export const workflowNames = queryOptions({
  queryKey: ["workflows", "names"],
  queryFn: async () => {
    const { workflows } = await ok(api.index.$get({ query: { limit: "200" } }));
    return workflows.map(({ id, name }) => ({ id, name }));
  },
});

export const workflowQuery = (id: string) =>
  queryOptions({ queryKey: ["workflows", id], queryFn: () => ok(api[":id"].$get({ param: { id } })) });

export const versionsQuery = (id: string) =>
  paged(["workflows", id, "versions"], async ({ limit, cursor }) => {
    const query = { limit, ...(cursor && { cursor }) };
    const { versions, next_cursor } = await ok(versionApi[":id"].versions.$get({ param: { id }, query }));
    return { versions, next_cursor: next_cursor === null ? null : String(next_cursor) };
  });

/** It never changes; 0 is none. */
export const versionQuery = (id: string, version: number) =>
  queryOptions({
    queryKey: ["version", id, version],
    queryFn: async () => {
      if (version === 0) return null;
      return ok(versionApi[":id"].versions[":version"].$get({ param: { id, version: String(version) } }));
    },
  });

/** What the form for a node is made of: the server's own schemas. */
export const formQuery = queryOptions({ queryKey: ["workflow form"], queryFn: readForm });
export type WorkflowForm = Awaited<ReturnType<typeof readForm>>;

async function readForm() {
  const { schema, kinds } = await ok(formApi.form.$get());
  return { schema: schema as Schema, kinds };
}

export interface RunFilter {
  workflow?: string;
  status?: RunStatus;
}

export const runsQuery = ({ workflow, status }: RunFilter, limit = 50) =>
  paged(
    ["runs", "list", workflow, status, limit],
    (page) =>
      ok(
        runApi.index.$get({
          query: { ...page, ...(workflow && { workflow_id: workflow }), ...(status && { status }) },
        }),
      ),
    limit,
  );

export const runQuery = (id: string) =>
  queryOptions({ queryKey: ["runs", id], queryFn: () => ok(runApi[":id"].$get({ param: { id } })) });

export const analyticsQuery = (id: string, days: number) =>
  queryOptions({
    queryKey: ["runs", "analytics", id, days],
    queryFn: () => {
      const since = new Date(Date.now() - days * 86_400_000).toISOString();
      return ok(api[":id"].analytics.$get({ param: { id }, query: { since } }));
    },
    placeholderData: (before) => before,
  });

export const waitingQuery = queryOptions({
  queryKey: ["runs", "waiting"],
  queryFn: async () => (await ok(waitingApi.waiting.$get())).waiting,
});
