import { isDeepStrictEqual } from "node:util";
import { audit } from "~/audit/index.ts";
import type { Context } from "~/context.ts";
import { within } from "~/db/tx.ts";
import { invalidInput } from "~/http/router.ts";
import { Fault } from "~/kit/fault.ts";
import { type Applied, type ApplyInput, Configuration } from "./model.ts";
import { readNames } from "./names.ts";
import { bracketed, located, locatedAsync } from "./path.ts";
import { type Plan, planFor, type Step } from "./plan.ts";
import type { Wanted } from "./section.ts";
import { sectionOf } from "./sections/index.ts";

/**
 * Makes the server as the document says, in one transaction: all of it or nothing. Throws a Fault that names the place in
 * the document.
 */
export async function applyConfiguration(ctx: Context, { document, dry_run, prune }: ApplyInput): Promise<Applied> {
  const wanted = parse(document);
  const plan = planFor(ctx, wanted, prune);
  const looked = await lookAt(ctx, plan);
  const secrets: Applied["secrets"] = [];
  const undone: (() => void)[] = [];
  try {
    ctx.db.tx((tx, after) => {
      const inside: Context = { ...ctx, db: within(ctx.db, tx, after) };
      if (!isDeepStrictEqual(planFor(inside, wanted, prune), plan))
        throw new Fault("conflict", "The configuration has changed meanwhile: apply it once more.", {
          code: "changed",
        });
      const names = readNames(inside);
      for (const [index, step] of plan.steps.entries()) {
        const done = take(inside, step, { names, looked: looked[index], undo: (act) => void undone.push(act) });
        if (typeof done === "string") secrets.push({ section: step.section, name: step.name, secret: done });
        if (typeof done === "function") after(() => void done().catch((err) => ctx.log.error({ err }, "left behind")));
      }
      if (plan.steps.length > 0)
        audit(inside, tx, { action: "config.applied", subject_id: "config", after: counts(plan) });
      if (dry_run) throw new TakenBack();
    });
  } catch (error) {
    for (const act of undone.toReversed()) takeBack(ctx, act);
    if (!(error instanceof TakenBack)) throw error;
  }
  const changes = plan.steps.map(({ section, name, action, differences }) => ({ section, name, action, differences }));
  return { dry_run, changes, unchanged: plan.unchanged, secrets: dry_run ? [] : secrets };
}

/** One that fails hides neither the others nor why it came to them. */
function takeBack({ log }: Context, act: () => void): void {
  try {
    act();
  } catch (err) {
    log.warn({ err }, "what was made could not be taken back");
  }
}

/** What a dry run ends its transaction with. */
class TakenBack extends Error {}

function parse(document: ApplyInput["document"]): Configuration {
  const parsed = Configuration.safeParse(document);
  if (parsed.success) return parsed.data;
  const { errors = [] } = invalidInput(parsed.error.issues, "document", document);
  const named = errors.map(({ path, message }) => ({ path: bracketed(path), message }));
  const [first] = named;
  throw new Fault("invalid", `${first?.path}: ${first?.message}`, { errors: named });
}

function lookAt(ctx: Context, { steps }: Plan): Promise<unknown[]> {
  const names = readNames(ctx);
  const looks = steps.map(({ section, at, action, id, item, secret }) => {
    const { look, fields = {} } = sectionOf(section);
    if (!look || action === "delete") return undefined;
    return locatedAsync(at, fields, () => look(ctx, { item, names, secret, ...(id !== undefined && { id }) }));
  });
  return Promise.all(looks);
}

/** Answers a secret that was made, or what is left to do afterwards. */
function take(
  ctx: Context,
  { section, at, action, id = "", item, changed, secret }: Step,
  means: Pick<Wanted<unknown>, "names" | "looked" | "undo">,
) {
  const { kind, create, update, remove, fields = {} } = sectionOf(section);
  const done = located(at, fields, () => {
    if (action === "delete") return remove?.(ctx, id);
    const wanted = { item, secret, ...means };
    return action === "create" ? create(ctx, wanted) : update(ctx, { ...wanted, id, changed });
  });
  if (kind) means.names.forget(kind);
  return done;
}

function counts({ steps }: Plan) {
  const of = (action: Step["action"]) => steps.filter((step) => step.action === action).length;
  return { created: of("create"), updated: of("update"), deleted: of("delete") };
}
