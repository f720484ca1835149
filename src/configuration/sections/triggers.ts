import { z } from "@hono/zod-openapi";
import { Fault } from "~/kit/fault.ts";
import {
  createTrigger,
  deleteTrigger,
  getTrigger,
  listTriggers,
  Secret,
  Source,
  secretsOf,
  type Trigger,
  TriggerInput,
  updateTrigger,
} from "~/triggers/index.ts";
import { NamedChain, named, withIds } from "../chain.ts";
import type { Names } from "../names.ts";
import { SecretEnv } from "../secret-env.ts";
import { ALL, itemOf, section } from "../section.ts";

const { name, source: _source, note: _note, project_id: _id, chain: _chain, ...fields } = TriggerInput.shape;
const item = z.strictObject({
  name,
  source: Source,
  secret_env: SecretEnv,
  ...fields,
  chain: NamedChain.nullable().default(null).openapi({
    description: "Who runs it, in order. Its first entry is `backend` and `model`, which are left out then.",
  }),
  project: z.string().nullable().default(null).openapi({ description: "The name of a project." }),
});
type Item = z.infer<typeof item>;

export const triggers = section({
  item,
  kind: "trigger",
  nameOf: ({ name }) => name,
  read: ({ db }, names) =>
    listTriggers(db.orm, ALL).triggers.map((row) => ({ id: row.id, item: itemOf(item, written(row, names)) })),
  leave: (given) => (given.chain ? given : { ...given, model: given.model ?? null }),
  secretSchema({ source }) {
    if (source.kind === "webhook") return Secret;
    const message = "belongs to a source of the kind webhook: leave it out";
    throw new Fault("invalid", `secret_env: ${message}`, { errors: [{ path: "secret_env", message }] });
  },
  secretOf: (ctx, id) => secretsOf(ctx, getTrigger(ctx.db.orm, id)).secrets[0],
  create(ctx, { item, names, secret }) {
    const { source } = createTrigger(ctx, { ...inputOf(item, names), source: sourceOf(item, secret) });
    return source.kind === "webhook" ? source.secret : undefined;
  },
  update(ctx, { id, item, changed, names, secret }) {
    const { source: _source, ...input } = inputOf(item, names);
    const given = changed.source || changed.secret_env ? { source: sourceOf(item, secret) } : {};
    const { source } = updateTrigger(ctx, id, { ...input, ...given });
    return source.kind === "webhook" ? source.secret : undefined;
  },
  remove: (ctx, id) => void deleteTrigger(ctx, id),
  fields: { project_id: "project", "source.secret": "secret_env" },
});

/** As a document says it: the chain decides about backend and model, and nothing tells of the secret. */
function written({ source, chain, project_id, backend, model, ...row }: Trigger, names: Names) {
  const runner = chain ? { chain: named(chain, names) } : { backend, model };
  return {
    ...row,
    ...runner,
    source: withoutSecret(source),
    project: project_id && names.nameOf("project", project_id),
  };
}

function withoutSecret(source: Trigger["source"]): Source {
  if (source.kind !== "webhook") return source;
  const { secret_set: _set, secret: _secret, previous_secret_until: _until, ...config } = source;
  return config;
}

function inputOf({ secret_env: _env, project, chain, ...item }: Item, names: Names): TriggerInput {
  const project_id = project === null ? null : names.idOf("project", project, "project");
  return { ...item, project_id, chain: chain && withIds(chain, names, "chain.") };
}

function sourceOf({ source }: Item, secret: string | undefined): TriggerInput["source"] {
  return source.kind === "webhook" && secret !== undefined ? { ...source, secret } : source;
}
