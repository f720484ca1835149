import { eq } from "drizzle-orm";
import { type Chain, checkChain } from "~/accounts/index.ts";
import { audit } from "~/audit/index.ts";
import { type BackendId, backendOf, configFor } from "~/backends/index.ts";
import type { Context } from "~/context.ts";
import type { Tx } from "~/db/tx.ts";
import { setSlotLimit } from "~/executions/index.ts";
import { invalidInput } from "~/http/router.ts";
import { Fault } from "~/kit/fault.ts";
import { findProject } from "~/projects/index.ts";
import { TRIGGERS } from "./bells.ts";
import { addRevision } from "./history.ts";
import { Source } from "./kinds/index.ts";
import type { Trigger, TriggerInput, TriggerPatch } from "./model.ts";
import { isLocalOnly, slotLimitOf } from "./policy.ts";
import { newSecret } from "./rotate.ts";
import { learnSecrets } from "./secrets.ts";
import type { Workflows } from "./start-workflow.ts";
import { getTrigger, type TriggerRow, wireTrigger } from "./store.ts";
import { triggers } from "./tables.ts";

/** Throws a Fault `invalid` for what the backend or the source cannot do. */
export function createTrigger(ctx: Context, given: TriggerInput, id = ctx.newId("trigger")): Trigger {
  const { note, prompt_template = "", ...input } = given;
  checkProject(ctx, input);
  const { made, ...settled } = settleSource(ctx, input.source, NO_SECRET);
  checkTarget({ ...input, prompt_template });
  const runner = input.workflow_id === null ? runnerOf({ backend: null, model: null, chain: null }, input) : NOBODY;
  const row = {
    ...{ ...input, prompt_template, ...runner, ...checked(ctx, { ...input, ...runner }), id },
    ...{ ...settled, ...stamps(ctx) },
  };
  const saved = ctx.db.tx((tx, after) => {
    checkWorkflows(ctx, tx, row);
    const template_revision = addRevision(ctx, tx, { ...row, template_revision: 0 }, { note });
    const inserted = tx
      .insert(triggers)
      .values({ ...row, template_revision })
      .returning()
      .get();
    audit(ctx, tx, { action: "trigger.created", subject_id: id, after: inserted });
    after(() => learnSecrets(ctx, inserted));
    after(() => ctx.bells.ring(TRIGGERS));
    return inserted;
  });
  return wireTrigger(ctx.db.orm, saved, made);
}

/**
 * Changes what is given. A source is replaced whole, but keeps its secret when the kind stays and none is given. Another
 * template is its next revision.
 */
export function updateTrigger(ctx: Context, id: string, given: TriggerPatch, restored_from?: number): Trigger {
  const { note, ...patch } = given;
  const before = getTrigger(ctx.db.orm, id);
  const isRevised = (patch.prompt_template ?? before.prompt_template) !== before.prompt_template;
  if (note !== undefined && !isRevised) refuse("note", "belongs to a change of prompt_template: leave it out");
  const input = { ...before, ...patch, ...runnerOf(before, patch) };
  checkProject(ctx, input);
  checkTarget(input);
  const { made, ...settled } = patch.source
    ? settleSource(ctx, patch.source, before.source_kind === patch.source.kind ? before : NO_SECRET)
    : { source: before.source, made: undefined };
  const saved = ctx.db.tx((tx, after) => {
    const row = {
      ...input,
      ...(isRevised && { template_revision: addRevision(ctx, tx, input, { note, restored_from }) }),
      ...checked(ctx, { ...input, chained: before.chain !== null }),
      ...settled,
      updated_at: ctx.clock.iso(),
    };
    checkWorkflows(ctx, tx, row);
    const changed = tx.update(triggers).set(row).where(eq(triggers.id, id)).returning().get();
    setSlotLimit(ctx, tx, after, id, slotLimitOf(changed));
    audit(ctx, tx, { action: "trigger.updated", subject_id: id, before, after: changed });
    after(() => learnSecrets(ctx, changed));
    after(() => ctx.bells.ring(TRIGGERS));
    return changed;
  });
  return wireTrigger(ctx.db.orm, saved, made);
}

/** Its executions stay, and the revisions that they name. */
export function deleteTrigger(ctx: Context, id: string): void {
  ctx.db.tx((tx, after) => {
    const before = getTrigger(tx, id);
    tx.delete(triggers).where(eq(triggers.id, id)).run();
    audit(ctx, tx, { action: "trigger.deleted", subject_id: id, before });
    after(() => ctx.redactor.forget(`trigger ${id}`));
    after(() => ctx.bells.ring(TRIGGERS));
  });
}

/**
 * The columns of a source. Signed unless it says otherwise: a secret that nobody gave is made here. The kept one stays
 * sealed, for it may be unreadable and yet be replaced.
 */
function settleSource(ctx: Context, given: TriggerInput["source"], before: Secrets): Settled {
  const source_kind = given.kind;
  if (given.kind !== "webhook") return { source: Source.parse(given), source_kind, ...NO_SECRET };
  const { secret, ...config } = given;
  const source = Source.parse(config);
  if (given.unsigned && !isLocalOnly(ctx.config)) {
    const message = "only on a loopback address without PUBLIC_URL and TRUST_PROXY; give it a secret instead";
    throw new Fault("invalid", `source.unsigned: ${message}`, { errors: [{ path: "source.unsigned", message }] });
  }
  if (secret !== undefined) return { source, source_kind, ...NO_SECRET, sealed_secret: ctx.vault.seal(secret) };
  const { sealed_secret, sealed_previous, previous_secret_until } = before;
  const kept = { sealed_secret, sealed_previous, previous_secret_until };
  if (sealed_secret !== null || given.unsigned) return { source, source_kind, ...kept };
  const made = newSecret();
  return { source, source_kind, ...NO_SECRET, sealed_secret: ctx.vault.seal(made), made };
}

interface Settled extends Secrets, Pick<TriggerRow, "source" | "source_kind"> {
  /** To be shown once. */
  made?: string;
}

type Secrets = Pick<TriggerRow, "sealed_secret" | "sealed_previous" | "previous_secret_until">;

const NO_SECRET: Secrets = { sealed_secret: null, sealed_previous: null, previous_secret_until: null };

interface Runner {
  backend: BackendId;
  model: string | null;
  chain: Chain | null;
}

/** A chain decides about backend and model; a backend that is given alone ends the chain that was there. */
function runnerOf(before: { backend: BackendId | null } & Omit<Runner, "backend">, given: Partial<Runner>): Runner {
  if (given.chain) {
    const [first] = given.chain.entries;
    for (const field of ["backend", "model"] as const)
      if (given[field] !== undefined && given[field] !== first?.[field])
        refuse(field, "is what the chain's first entry says: leave it out");
    return { backend: first?.backend ?? "command", model: first?.model ?? null, chain: given.chain };
  }
  const chain = given.chain === null || given.backend !== undefined ? null : before.chain;
  if (chain && given.model !== undefined) refuse("model", "belongs to the chain's entries: change it there");
  const backend = given.backend ?? before.backend;
  if (backend === null) refuse("backend", "is required unless there is a chain");
  return { backend, model: given.model === undefined ? before.model : given.model, chain };
}

function refuse(path: string, message: string): never {
  throw new Fault("invalid", `${path}: ${message}`, { errors: [{ path, message }] });
}

/** A project that is named must be there, and decides alone about the directory. */
function checkProject(ctx: Context, { project_id, working_dir }: Pick<TriggerInput, "project_id" | "working_dir">) {
  if (project_id === null) return;
  if (working_dir !== null) refuse("working_dir", "is what the project says: leave it out");
  if (!findProject(ctx.db.orm, project_id)) refuse("project_id", "is no project that exists");
}

/** Who runs the prompt of a trigger that has none. */
const NOBODY: Runner = { backend: "command", model: null, chain: null };

/** What it names must be there, and must not set it off in turn. */
function checkWorkflows(ctx: Context, tx: Tx, trigger: Parameters<Workflows["check"]>[1]): void {
  if (trigger.workflow_id !== null || trigger.source.kind === "completion") ctx.workflows.it.check(tx, trigger);
}

type Target = Pick<TriggerRow, "workflow_id" | "input" | "prompt_template" | "max_concurrent" | "overlap">;

/** It starts a workflow or asks a CLI. A workflow has limits of its own. */
function checkTarget({ workflow_id, input, prompt_template, max_concurrent, overlap }: Target): void {
  if (workflow_id === null) {
    if (prompt_template === "") refuse("prompt_template", "is required unless there is workflow_id");
    if (input !== null) refuse("input", "is what a workflow is given: name one by workflow_id, or leave it out");
    return;
  }
  if (max_concurrent !== null) refuse("max_concurrent", "is for the workflow to say, by its max_runs: leave it out");
  if (overlap !== "queue") refuse("overlap", "is for the workflow to say, by its own overlap: leave it out");
}

type Choice = Runner &
  Pick<TriggerInput, "backend_config" | "permissions" | "allowed_tools" | "workflow_id"> & { chained?: boolean };

/** Tries the checks of the chain and of each of its backends now, so that a run does not die of them later. */
function checked(ctx: Context, input: Choice): Pick<TriggerRow, "backend_config"> {
  const { chain, backend, model, permissions, allowed_tools } = input;
  if (input.workflow_id !== null) return { backend_config: input.backend_config };
  if (chain) checkChain(ctx.db.orm, chain, "chain.");
  const entries = chain?.entries ?? [{ backend, model }];
  // What another entry would take, or took before, is no mistake.
  const several = entries.some((entry) => entry.backend !== backend) || input.chained;
  const configs = entries.map((entry) => {
    const kind = backendOf(entry.backend);
    const config = kind.config.safeParse(several ? configFor(kind, input.backend_config) : input.backend_config);
    if (!config.success) {
      const issues = config.error.issues.map((issue) => ({ ...issue, path: ["backend_config", ...issue.path] }));
      throw invalidInput(issues, "backend_config");
    }
    kind.command({
      ...{ prompt: "-", config: config.data, permissions, working_dir: "/", root: false },
      ...{ model: entry.model ?? undefined, allowed_tools: allowed_tools ?? undefined },
    });
    return config.data;
  });
  return { backend_config: Object.assign({}, ...configs) };
}

function stamps(ctx: Context) {
  const now = ctx.clock.iso();
  return { created_at: now, updated_at: now };
}
