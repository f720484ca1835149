import { randomBytes } from "node:crypto";
import { eq } from "drizzle-orm";
import { type Chain, checkChain } from "~/accounts/index.ts";
import { type BackendId, backendOf, configFor } from "~/backends/index.ts";
import type { Context } from "~/context.ts";
import { setSlotLimit } from "~/executions/index.ts";
import { invalidInput } from "~/http/router.ts";
import { Fault } from "~/kit/fault.ts";
import { findProject } from "~/projects/index.ts";
import { Source } from "./kinds/index.ts";
import type { Trigger, TriggerInput, TriggerPatch } from "./model.ts";
import { isLocalOnly, slotLimitOf } from "./policy.ts";
import { getTrigger, type TriggerRow, wireTrigger } from "./store.ts";
import { triggers } from "./tables.ts";

/** Throws a Fault `invalid` for what the backend or the source cannot do. */
export function createTrigger(ctx: Context, input: TriggerInput, id = ctx.newId("trigger")): Trigger {
  checkProject(ctx, input);
  const { made, ...settled } = settleSource(ctx, input.source, null);
  const runner = runnerOf({ backend: null, model: null, chain: null }, input);
  const row = { ...input, ...runner, ...checked(ctx, { ...input, ...runner }), id, ...settled, ...stamps(ctx) };
  const saved = ctx.db.tx((tx) => tx.insert(triggers).values(row).returning().get());
  learnChosen(ctx, id, input.source, made);
  return wireTrigger(saved, made);
}

/** Changes what is given. A source is replaced whole, but keeps its secret when the kind stays and none is given. */
export function updateTrigger(ctx: Context, id: string, patch: TriggerPatch): Trigger {
  const before = getTrigger(ctx.db.orm, id);
  const input = { ...before, ...patch, ...runnerOf(before, patch) };
  checkProject(ctx, input);
  const { made, ...settled } = patch.source
    ? settleSource(ctx, patch.source, before.source_kind === patch.source.kind ? before.sealed_secret : null)
    : { source: before.source, made: undefined };
  const saved = ctx.db.tx((tx, after) => {
    const row = {
      ...input,
      ...checked(ctx, { ...input, chained: before.chain !== null }),
      ...settled,
      updated_at: ctx.clock.iso(),
    };
    const changed = tx.update(triggers).set(row).where(eq(triggers.id, id)).returning().get();
    setSlotLimit(ctx, tx, after, id, slotLimitOf(changed));
    return changed;
  });
  if (patch.source) learnChosen(ctx, id, patch.source, made);
  return wireTrigger(saved, made);
}

/** Its executions stay. */
export function deleteTrigger(ctx: Context, id: string): void {
  getTrigger(ctx.db.orm, id);
  ctx.db.orm.delete(triggers).where(eq(triggers.id, id)).run();
  ctx.redactor.forget(`trigger ${id}`);
}

/** What no output may show: told to the redactor at start and at every change. */
export function learnSecret(ctx: Context, id: string, secret: string | undefined): void {
  ctx.redactor.know(`trigger ${id}`, secret === undefined ? [] : [secret]);
}

/** A secret that was kept is known already. */
function learnChosen(ctx: Context, id: string, source: TriggerInput["source"], made: string | undefined): void {
  const secret = source.kind === "webhook" ? (source.secret ?? made) : undefined;
  if (source.kind !== "webhook" || secret !== undefined) learnSecret(ctx, id, secret);
}

/**
 * The columns of a source. Signed unless it says otherwise: a secret that nobody gave is made here. The kept one stays
 * sealed, for it may be unreadable and yet be replaced.
 */
function settleSource(ctx: Context, given: TriggerInput["source"], kept: string | null) {
  const source_kind = given.kind;
  if (given.kind !== "webhook") return { source: Source.parse(given), source_kind, sealed_secret: null };
  const { secret, ...config } = given;
  const source = Source.parse(config);
  if (given.unsigned && !isLocalOnly(ctx.config)) {
    const message = "only on a loopback address without PUBLIC_URL and TRUST_PROXY; give it a secret instead";
    throw new Fault("invalid", `source.unsigned: ${message}`, { errors: [{ path: "source.unsigned", message }] });
  }
  if (secret !== undefined) return { source, source_kind, sealed_secret: ctx.vault.seal(secret) };
  if (kept !== null || given.unsigned) return { source, source_kind, sealed_secret: kept };
  const made = randomBytes(24).toString("base64url");
  return { source, source_kind, sealed_secret: ctx.vault.seal(made), made };
}

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

type Choice = Runner & Pick<TriggerInput, "backend_config" | "permissions" | "allowed_tools"> & { chained?: boolean };

/** Tries the checks of the chain and of each of its backends now, so that a run does not die of them later. */
function checked(ctx: Context, input: Choice): Pick<TriggerRow, "backend_config"> {
  const { chain, backend, model, permissions, allowed_tools } = input;
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
