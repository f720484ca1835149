import { randomBytes } from "node:crypto";
import { eq } from "drizzle-orm";
import { backendOf } from "~/backends/index.ts";
import type { Context } from "~/context.ts";
import { setSlotLimit } from "~/executions/index.ts";
import { invalidInput } from "~/http/router.ts";
import { Fault } from "~/kit/fault.ts";
import { Source } from "./kinds/index.ts";
import type { Trigger, TriggerInput, TriggerPatch } from "./model.ts";
import { isLocalOnly, slotLimitOf } from "./policy.ts";
import { getTrigger, secretOf, type TriggerRow, wireTrigger } from "./store.ts";
import { triggers } from "./tables.ts";

/** Throws a Fault `invalid` for what the backend or the source cannot do. */
export function createTrigger(ctx: Context, input: TriggerInput, id = ctx.newId("trigger")): Trigger {
  const { secret, made, source } = settleSecret(ctx, input.source, undefined);
  const row = { ...input, ...checked(input), id, source, ...stamps(ctx) };
  const sealed = { source_kind: source.kind, sealed_secret: secret === undefined ? null : ctx.vault.seal(secret) };
  const saved = ctx.db.tx((tx) =>
    tx
      .insert(triggers)
      .values({ ...row, ...sealed })
      .returning()
      .get(),
  );
  learnSecret(ctx, id, secret);
  return wireTrigger(saved, made);
}

/** Changes what is given. A source is replaced whole, but keeps its secret when the kind stays and none is given. */
export function updateTrigger(ctx: Context, id: string, patch: TriggerPatch): Trigger {
  const before = getTrigger(ctx.db.orm, id);
  const input = { ...before, ...patch };
  const kept = before.source_kind === input.source.kind ? secretOf(ctx, before) : undefined;
  const { secret, made, source } = settleSecret(ctx, input.source, kept);
  const sealed = { source_kind: source.kind, sealed_secret: secret === undefined ? null : ctx.vault.seal(secret) };
  const saved = ctx.db.tx((tx, after) => {
    const row = { ...input, ...checked(input), source, ...sealed, updated_at: ctx.clock.iso() };
    const changed = tx.update(triggers).set(row).where(eq(triggers.id, id)).returning().get();
    setSlotLimit(ctx, tx, after, id, slotLimitOf(changed));
    return changed;
  });
  learnSecret(ctx, id, secret);
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

/** Signed unless it says otherwise: a secret that nobody gave is made here. */
function settleSecret(ctx: Context, given: TriggerInput["source"] | TriggerRow["source"], kept: string | undefined) {
  if (given.kind !== "webhook") return { source: Source.parse(given), secret: undefined, made: undefined };
  const { secret, ...config } = { secret: undefined, ...given };
  const source = Source.parse(config);
  if (given.unsigned && !isLocalOnly(ctx.config)) {
    const message = "only on a loopback address without PUBLIC_URL and TRUST_PROXY; give it a secret instead";
    throw new Fault("invalid", `source.unsigned: ${message}`, { errors: [{ path: "source.unsigned", message }] });
  }
  const present = secret ?? kept;
  if (present !== undefined || given.unsigned) return { source, secret: present, made: undefined };
  const made = randomBytes(24).toString("base64url");
  return { source, secret: made, made };
}

type Choice = Pick<TriggerInput, "backend" | "backend_config" | "model" | "permissions" | "allowed_tools">;

/** Tries the backend's own checks now, so that a run does not die of them later. */
function checked(input: Choice): Pick<TriggerRow, "backend_config"> {
  const kind = backendOf(input.backend);
  const config = kind.config.safeParse(input.backend_config);
  if (!config.success) {
    const issues = config.error.issues.map((issue) => ({ ...issue, path: ["backend_config", ...issue.path] }));
    throw invalidInput(issues, "backend_config");
  }
  const { model, permissions, allowed_tools } = input;
  kind.command({
    ...{ prompt: "-", config: config.data, permissions, working_dir: "/", root: false },
    ...{ model: model ?? undefined, allowed_tools: allowed_tools ?? undefined },
  });
  return { backend_config: config.data };
}

function stamps(ctx: Context) {
  const now = ctx.clock.iso();
  return { created_at: now, updated_at: now };
}
