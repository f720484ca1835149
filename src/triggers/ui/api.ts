import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { hc, type InferResponseType } from "hono/client";
import type { inboxRoutes, trialRoutes } from "~/deliveries/index.ts";
import { ok } from "~/ui/api.ts";
import { paged } from "~/ui/paged.ts";
import type { Schema } from "~/ui/parts/schema-form/schema.ts";
import type { triggerFormRoutes } from "../form-routes.ts";
import type { promptRoutes } from "../prompt-routes.ts";
import type { triggerRoutes } from "../routes.ts";

const BASE = "/admin/triggers";
export const api = hc<ReturnType<typeof triggerRoutes>>(BASE);
export const promptApi = hc<ReturnType<typeof promptRoutes>>(BASE);
export const trialApi = hc<ReturnType<typeof trialRoutes>>(BASE);
const formApi = hc<ReturnType<typeof triggerFormRoutes>>(BASE);
const inbox = hc<ReturnType<typeof inboxRoutes>>("/admin/deliveries");

/** The newest two hundred. */
export const allTriggers = queryOptions({
  queryKey: ["triggers", "all"],
  queryFn: async () => (await ok(api.index.$get({ query: { limit: "200" } }))).triggers,
});

/** What they are called, by id. */
export const triggerNames = {
  ...allTriggers,
  select: (triggers: { id: string; name: string }[]) => Object.fromEntries(triggers.map(({ id, name }) => [id, name])),
};

const PAGE = 50;

export const listQuery = (name?: string) => ({
  ...paged(
    ["triggers", "list", name],
    (page) => ok(api.index.$get({ query: { ...page, ...(name && { name }) } })),
    PAGE,
  ),
  placeholderData: keepPreviousData,
});

/** The newest runs of each trigger of a page of that list. */
export const recentQuery = (name: string | undefined, cursor: string) =>
  queryOptions({
    queryKey: ["executions", "recent", name, cursor],
    async queryFn() {
      const query = { limit: String(PAGE), ...(name && { name }), ...(cursor && { cursor }) };
      return (await ok(formApi.recent.$get({ query }))).executions;
    },
  });

/** A trigger as it comes over the wire. */
export type Trigger = InferResponseType<(typeof api)[":id"]["$get"], 200>;
export type RecentRun = InferResponseType<typeof formApi.recent.$get, 200>["executions"][number];

export const triggerQuery = (id: string) =>
  queryOptions({ queryKey: ["triggers", id], queryFn: () => ok(api[":id"].$get({ param: { id } })) });

/** What the form for a trigger is made of: the server's own schemas. */
export const formQuery = queryOptions({ queryKey: ["trigger form"], queryFn: readForm });
export type TriggerForm = Awaited<ReturnType<typeof readForm>>;

async function readForm() {
  const { schema, sources, backends } = await ok(formApi.form.$get());
  const configs = backends.map(({ config, ...backend }) => ({ ...backend, config: config as Schema }));
  return { schema: schema as Schema, sources, backends: configs };
}

export const placeholdersQuery = queryOptions({
  queryKey: ["placeholders"],
  queryFn: async () => (await ok(promptApi.placeholders.$get())).placeholders,
});

export const revisionsQuery = (id: string) =>
  paged(["triggers", id, "revisions"], (query) => ok(promptApi[":id"].revisions.$get({ param: { id }, query })), 30);

export type Revision = InferResponseType<(typeof promptApi)[":id"]["revisions"]["$get"], 200>["revisions"][number];

export const revisionQuery = (id: string, number: number) =>
  queryOptions({
    queryKey: ["triggers", id, "revisions", number],
    queryFn: () => ok(promptApi[":id"].revisions[":number"].$get({ param: { id, number: String(number) }, query: {} })),
  });

/** A delivery as the trigger's sender would send it; `payload` undefined takes the source's sample. */
export const signedRequestQuery = (id: string) =>
  queryOptions({
    queryKey: ["triggers", id, "signed request"],
    queryFn: () => ok(trialApi[":id"]["signed-request"].$post({ param: { id }, json: {} })),
  });

/** A delivery as a list of them has it. */
export type DeliveryRow = InferResponseType<typeof inbox.index.$get, 200>["deliveries"][number];

/** The newest deliveries that were held against a trigger, or came to any of a source. */
export const deliveriesQuery = (of: { trigger_id: string } | { source: "webhook" | "github" }, limit = 20) =>
  queryOptions({
    queryKey: ["deliveries", "of", of, limit],
    queryFn: async () => (await ok(inbox.index.$get({ query: { ...of, limit: String(limit) } }))).deliveries,
  });

/** Where a secret that the server showed once waits for its page: in memory alone, until the page is left. */
export const shownSecretKey = (id: string) => ["shown secret", id];

/** Gives a webhook trigger a new secret; the old one is taken for so long beside it. */
export const rotateApi = (id: string, overlap_secs: number) =>
  api[":id"].secret.rotate.$post({ param: { id }, json: { overlap_secs } });
