import { chainFor } from "~/accounts/index.ts";
import { audit } from "~/audit/index.ts";
import { backendOf } from "~/backends/index.ts";
import type { Context } from "~/context.ts";
import type { After, Tx } from "~/db/tx.ts";
import { refuseWhenFull, type Submitted, submit } from "~/executions/index.ts";
import type { Scope } from "~/http/scope.ts";
import { Fault } from "~/kit/fault.ts";
import type { ActionKind } from "~/outcomes/index.ts";
import { checkRef, projectByRepo } from "~/projects/index.ts";
import { snippetsIn } from "~/snippets/index.ts";
import { supersedeKey, takeChange } from "./changes.ts";
import { fillInput, textsOf } from "./input.ts";
import { sourceOf } from "./kinds/index.ts";
import type { Topic } from "./kinds/kind.ts";
import type { Occasion, Preview, PreviewInput, RunInput, Started, UnsavedPreviewInput } from "./model.ts";
import { sharedDirOf, slotLimitOf, workingDirOf } from "./policy.ts";
import { render } from "./render.ts";
import { startWorkflow } from "./start-workflow.ts";
import { getTrigger, type TriggerRow } from "./store.ts";
import { valuesOf } from "./values.ts";

/** An event that came from outside. */
interface Delivered {
  origin: "webhook" | "github";
  request_id: string;
  delivery_id: string;
  /** Nobody stands for it, or a stranger caused it: what it starts may read, and no more. */
  read_only: boolean;
  /** How many executions in a row led to it, each by what it posted. */
  hops: number;
  topic?: Topic;
}

/** A run of a workflow that has ended. */
interface Ended {
  origin: "workflow";
  request_id: string;
  run_id: string;
  status: string;
  read_only: boolean;
  hops: number;
  /** How many runs have led to one another. */
  depth: number;
}

/** What sets a trigger off. */
export type Cause =
  | { origin: "manual"; request_id: string; tags: string[]; group_id: string | null }
  | { origin: "schedule"; request_id: string; fire_id: string }
  | Delivered
  | Ended;

export type Begun = Submitted | { run_id: string };

/**
 * Starts the trigger's workflow, or renders its prompt and submits the execution, in the caller's transaction. Skipped
 * when a newer event came before.
 */
export function fire(ctx: Context, tx: Tx, after: After, trigger: TriggerRow, occasion: Occasion, cause: Cause): Begun {
  const outside = cause.origin !== "manual" && cause.origin !== "schedule";
  const verified = !outside || !cause.read_only;
  const late = isDelivered(cause) ? takeChange(ctx, tx, trigger.id, cause.topic?.change) : undefined;
  if (late !== undefined) return { skipped: late };
  const { workflow_id } = trigger;
  if (workflow_id !== null) {
    const asked = () => ({ workflow_id, ...askedRun(ctx, trigger, occasion, cause) });
    // A person hears the Fault itself.
    return cause.origin === "manual"
      ? ctx.workflows.it.start(ctx, tx, after, asked())
      : startWorkflow(ctx, tx, after, asked);
  }
  const attempt = tryRender(ctx, trigger, occasion, !outside);
  if (cause.origin === "manual" && attempt.failure)
    throw new Fault("invalid", attempt.failure.detail, { code: "render_failed" });
  return submit(ctx, tx, after, {
    ...{ origin: cause.origin, request_id: cause.request_id, trigger_id: trigger.id, tags: trigger.tags },
    ...{ backend_config: trigger.backend_config, chain: chainFor(ctx, trigger), priority: trigger.priority },
    template_revision: trigger.template_revision,
    allowed_actions: verified ? trigger.allowed_actions : trigger.allowed_actions.filter(isHarmless),
    permissions: verified ? trigger.permissions : "read_only",
    allowed_tools: verified ? trigger.allowed_tools : null,
    ...{ project_id: trigger.project_id, ref: occasion.ref, retry_on_interrupt: trigger.retry_on_interrupt },
    working_dir: workingDirOf(ctx.config, trigger),
    timeout_ms: (trigger.timeout_secs ?? ctx.config.EXECUTION_TIMEOUT_SECS) * 1_000,
    shared_dir: sharedDirOf(trigger, verified),
    ...{ slot: trigger.id, slot_limit: slotLimitOf(trigger), overlap: trigger.overlap },
    ...traceOf(tx, trigger, cause),
    ...attempt,
  });
}

/** What a stranger may bring about: words. He approves nothing, and starts nothing by a label. */
export function isHarmless(kind: ActionKind): boolean {
  return kind === "comment" || kind === "review" || kind === "check";
}

/** What the trigger's workflow is given: as the trigger says it, else what came. */
function inputFor(ctx: Context, trigger: TriggerRow, occasion: Occasion): unknown {
  const { id, source, strict, input } = trigger;
  const { payload, message = null } = occasion;
  if (input) {
    const snippets = snippetsIn(ctx.db.orm, textsOf(input));
    return fillInput(input, valuesOf(id, payload, wordsOf(trigger, occasion)), strict, snippets);
  }
  if (payload === undefined) return { message };
  const kind = sourceOf(source);
  return kind.input ? kind.input(payload) : payload;
}

function askedRun(ctx: Context, trigger: TriggerRow, occasion: Occasion, cause: Cause) {
  const { id, name, source } = trigger;
  const { event } = occasion;
  const from = isDelivered(cause) || cause.origin === "workflow" ? cause : { hops: 0, read_only: false };
  const change = isDelivered(cause) ? cause.topic?.change : undefined;
  return {
    input: inputFor(ctx, trigger, occasion),
    request_id: cause.request_id,
    trigger: {
      ...{ id, name, kind: source.kind, origin: cause.origin, ...(event !== undefined && { event }) },
      ...("delivery_id" in cause && { delivery_id: cause.delivery_id }),
      ...("fire_id" in cause && { fire_id: cause.fire_id }),
      ...(cause.origin === "workflow" && { run_id: cause.run_id, status: cause.status }),
    },
    ...{ hops: from.hops, read_only: from.read_only, depth: cause.origin === "workflow" ? cause.depth : 0 },
    supersede_key: change ? supersedeKey(id, change) : null,
  };
}

function isDelivered(cause: Cause): cause is Delivered {
  return cause.origin === "webhook" || cause.origin === "github";
}

/** What an execution keeps of its cause. An event works where its repository is known, if nothing else is said. */
function traceOf(tx: Tx, { id, tags, project_id, working_dir }: TriggerRow, cause: Cause) {
  switch (cause.origin) {
    case "manual":
      return { group_id: cause.group_id, tags: [...new Set([...tags, ...cause.tags])] };
    case "schedule":
      return { fire_id: cause.fire_id };
    case "workflow":
      return { hops: cause.hops };
    default: {
      const { delivery_id, hops, topic: { repository, ref = null, change } = {} } = cause;
      const known =
        repository !== undefined && working_dir === null ? projectByRepo(tx, repository, ref !== null)?.id : undefined;
      const supersede_key = change ? supersedeKey(id, change) : null;
      return { delivery_id, hops, ref, supersede_key, project_id: project_id ?? known ?? null };
    }
  }
}

/** A person starts a trigger, also a disabled one. Throws a Fault `conflict` when its overlap says skip. */
export function runTrigger(ctx: Context, scope: Scope, id: string, input: RunInput): Started {
  const { tags, group_id, ...occasion } = input;
  return ctx.db.tx((tx, after) => {
    refuseWhenFull(ctx);
    const cause = { origin: "manual", request_id: scope.request_id, tags, group_id } as const;
    const trigger = getTrigger(tx, id);
    checkRef(tx, trigger.project_id, input.ref ?? null);
    const submitted = fire(ctx, tx, after, trigger, byHand(ctx, trigger, occasion), cause);
    if ("skipped" in submitted) throw new Fault("conflict", submitted.skipped, { code: "overlap_skipped" });
    audit(ctx, tx, { action: "trigger.run", subject_id: id, after: { ...submitted, tags, group_id } });
    return submitted;
  });
}

/**
 * The prompt that an event would send: of what comes from outside, as text from outside. What was delivered is from
 * outside for a trigger that is started by hand too. Of a trigger that starts a workflow the input of its run.
 */
export function preview(ctx: Context, id: string, input: PreviewInput, delivered = false): Preview {
  const trigger = getTrigger(ctx.db.orm, id);
  const { prompt_template = trigger.prompt_template } = input;
  const occasion = delivered ? input : byHand(ctx, trigger, input);
  if (trigger.workflow_id !== null && input.prompt_template === undefined) {
    const given = JSON.stringify(inputFor(ctx, trigger, occasion), null, 2);
    return { prompt: given, warnings: [], unresolved: [], untrusted: [], verdict: verdictOf(trigger, occasion) };
  }
  return previewFor(ctx, { ...trigger, prompt_template }, occasion, delivered);
}

/** Where a person gives no payload, the source may have one. */
function byHand({ clock }: Context, trigger: Pick<TriggerRow, "id" | "name" | "source">, occasion: Occasion): Occasion {
  return { payload: sourceOf(trigger.source).byHand?.(trigger, clock.iso()), ...occasion };
}

/** The prompt of a trigger that is not there yet: its id is all zeros. */
export function previewUnsaved(ctx: Context, input: UnsavedPreviewInput): Preview {
  const trigger = { ...input, id: `trig-${"0".repeat(20)}`, name: "preview", model: null };
  return previewFor(ctx, trigger, byHand(ctx, trigger, input));
}

function previewFor(ctx: Context, trigger: Prompting, occasion: Occasion, delivered = false): Preview {
  const { receives } = sourceOf(trigger.source);
  const rendered = renderFor(ctx, trigger, occasion, !receives && !delivered);
  return { ...rendered, verdict: verdictOf(trigger, occasion) };
}

function verdictOf({ source }: Pick<TriggerRow, "source">, { payload, event }: Occasion): Preview["verdict"] {
  const kind = sourceOf(source);
  if (!kind.receives || payload === undefined) return null;
  const { holds, why } = kind.holds(source, { payload, name: event });
  return { holds, why };
}

/** What of a trigger decides about its prompts. */
type Prompting = Pick<
  TriggerRow,
  "id" | "source" | "prompt_template" | "strict" | "field_limit" | "field_limits" | "allowed_actions"
> &
  Parameters<typeof chainFor>[1];

/** The words of an occasion: what a person typed, or what the source finds. */
function wordsOf({ source }: Pick<TriggerRow, "source">, { message, payload, event }: Occasion): string | undefined {
  return message ?? sourceOf(source).message(source, { payload, name: event });
}

function renderFor(ctx: Context, trigger: Prompting, occasion: Occasion, trusted: boolean) {
  const { strict, field_limit, field_limits, allowed_actions } = trigger;
  const mentions = chainFor(ctx, trigger).entries.some(({ backend }) => backendOf(backend).mentions);
  return render(trigger.prompt_template, valuesOf(trigger.id, occasion.payload, wordsOf(trigger, occasion)), {
    ...{ trusted, strict, field_limit, field_limits, allowed_actions, mentions },
    snippets: snippetsIn(ctx.db.orm, trigger.prompt_template),
  });
}

function tryRender(ctx: Context, trigger: TriggerRow, occasion: Occasion, trusted: boolean) {
  try {
    return { prompt: renderFor(ctx, trigger, occasion, trusted).prompt };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { prompt: trigger.prompt_template, failure: { reason: "render_failed" as const, detail: error.message } };
  }
}
