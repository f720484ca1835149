import { z } from "@hono/zod-openapi";
import { Fault } from "~/kit/fault.ts";
import {
  createTrigger,
  deleteTrigger,
  getTrigger,
  listTriggers,
  Secret,
  secretsOf,
  sources,
  type Trigger,
  TriggerInput,
  updateTrigger,
} from "~/triggers/index.ts";
import { NamedChain, named, withIds } from "../chain.ts";
import type { Names } from "../names.ts";
import { SecretEnv } from "../secret-env.ts";
import { ALL, itemOf, section } from "../section.ts";

const { manual, schedule, webhook, github, completion } = sources;
const { workflow_id: _of, ...ending } = completion.config.shape;
const NamedSource = z.discriminatedUnion("kind", [
  manual.config,
  schedule.config,
  webhook.config,
  github.config,
  z.strictObject({ ...ending, workflow: z.string().openapi({ description: "The name of a workflow." }) }),
]);

const { name, source: _source, note: _note, ...said } = TriggerInput.shape;
const { project_id: _id, chain: _chain, workflow_id: _workflow, ...fields } = said;
const item = z.strictObject({
  name,
  source: NamedSource,
  secret_env: SecretEnv,
  ...fields,
  chain: NamedChain.nullable().default(null).openapi({
    description: "Who runs it, in order. Its first entry is `backend` and `model`, which are left out then.",
  }),
  project: z.string().nullable().default(null).openapi({ description: "The name of a project." }),
  workflow: z.string().nullable().default(null).openapi({ description: "The name of the workflow that it starts." }),
});
type Item = z.infer<typeof item>;

export const triggers = section({
  item,
  kind: "trigger",
  nameOf: ({ name }) => name,
  read: ({ db }, names) =>
    listTriggers(db.orm, ALL).triggers.map((row) => ({ id: row.id, item: itemOf(item, written(row, names)) })),
  leave: (given) => (given.chain || given.workflow ? given : { ...given, model: given.model ?? null }),
  secretSchema({ source }) {
    if (source.kind === "webhook") return Secret;
    const message = "belongs to a source of the kind webhook: leave it out";
    throw new Fault("invalid", `secret_env: ${message}`, { errors: [{ path: "secret_env", message }] });
  },
  secretOf: (ctx, id) => secretsOf(ctx, getTrigger(ctx.db.orm, id)).secrets[0],
  create(ctx, { item, names, secret }) {
    const { source } = createTrigger(ctx, { ...inputOf(item, names), source: sourceOf(item, names, secret) });
    return source.kind === "webhook" ? source.secret : undefined;
  },
  update(ctx, { id, item, changed, names, secret }) {
    const input = inputOf(item, names);
    const given = changed.source || changed.secret_env ? { source: sourceOf(item, names, secret) } : {};
    const { source } = updateTrigger(ctx, id, { ...input, ...given });
    return source.kind === "webhook" ? source.secret : undefined;
  },
  remove: (ctx, id) => void deleteTrigger(ctx, id),
  fields: {
    ...{ project_id: "project", workflow_id: "workflow", "source.workflow_id": "source.workflow" },
    "source.secret": "secret_env",
  },
});

/** As a document says it: the chain or the workflow decides about backend and model, and nothing tells of the secret. */
function written(
  { source, chain, workflow_id, project_id, backend, model, prompt_template, ...row }: Trigger,
  names: Names,
) {
  const workflow = workflow_id && names.nameOf("workflow", workflow_id);
  const asks = { prompt_template, ...(chain ? { chain: named(chain, names) } : { backend, model }) };
  return {
    ...row,
    ...(workflow === null && asks),
    workflow,
    source: namedSource(source, names),
    project: project_id && names.nameOf("project", project_id),
  };
}

function namedSource(source: Trigger["source"], names: Names): Item["source"] {
  if (source.kind === "completion") {
    const { workflow_id, ...ending } = source;
    return { ...ending, workflow: names.nameOf("workflow", workflow_id) };
  }
  if (source.kind !== "webhook") return source;
  const { secret_set: _set, secret: _secret, previous_secret_until: _until, ...config } = source;
  return config;
}

function inputOf({ secret_env: _env, source: _source, project, workflow, chain, ...item }: Item, names: Names) {
  const project_id = project === null ? null : names.idOf("project", project, "project");
  const workflow_id = workflow === null ? null : names.idOf("workflow", workflow, "workflow");
  return { ...item, project_id, workflow_id, chain: chain && withIds(chain, names, "chain.") };
}

function sourceOf({ source }: Item, names: Names, secret: string | undefined): TriggerInput["source"] {
  if (source.kind === "completion") {
    const { workflow, ...ending } = source;
    return { ...ending, workflow_id: names.idOf("workflow", workflow, "source.workflow") };
  }
  return source.kind === "webhook" && secret !== undefined ? { ...source, secret } : source;
}
