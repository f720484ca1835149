import { randomBytes } from "node:crypto";
import { z } from "@hono/zod-openapi";
import { eq } from "drizzle-orm";
import { audit } from "~/audit/index.ts";
import type { Context } from "~/context.ts";
import { Fault } from "~/kit/fault.ts";
import { TRIGGERS } from "./bells.ts";
import { Secret, type Trigger } from "./model.ts";
import { learnSecrets } from "./secrets.ts";
import { getTrigger, secretsOf, type TriggerRow, wireTrigger } from "./store.ts";
import { triggers } from "./tables.ts";

const DAY_SECS = 24 * 60 * 60;

export const Rotation = z
  .strictObject({
    secret: Secret.optional(),
    overlap_secs: z
      .number()
      .int()
      .min(0)
      .max(30 * DAY_SECS)
      .default(DAY_SECS)
      .openapi({ description: "How long the secret of before is taken too, so that its senders can change over." }),
  })
  .openapi("Rotation");
type Rotation = z.infer<typeof Rotation>;

/** Gives a webhook trigger a new secret beside its old one. Throws a Fault `invalid` for a trigger that has none. */
export function rotateSecret(ctx: Context, id: string, { secret, overlap_secs }: Rotation): Trigger {
  const made = secret ?? newSecret();
  const saved = ctx.db.tx((tx, after) => {
    const before = getTrigger(tx, id);
    if (before.source.kind !== "webhook" || before.sealed_secret === null)
      throw new Fault("invalid", "Only a webhook trigger with a secret can be given another one.");
    refuseTwice(ctx, before, overlap_secs);
    const kept = overlap_secs > 0 && secretsOf(ctx, before).unreadable === undefined;
    const fields = {
      sealed_secret: ctx.vault.seal(made),
      sealed_previous: kept ? before.sealed_secret : null,
      previous_secret_until: kept ? ctx.clock.iso(ctx.clock.now() + overlap_secs * 1_000) : null,
      updated_at: ctx.clock.iso(),
    };
    const rotated = tx.update(triggers).set(fields).where(eq(triggers.id, id)).returning().get();
    audit(ctx, tx, { action: "trigger.secret_rotated", subject_id: id, before, after: rotated });
    after(() => ctx.bells.ring(TRIGGERS));
    return rotated;
  });
  learnSecrets(ctx, saved);
  return wireTrigger(ctx.db.orm, saved, secret === undefined ? made : undefined);
}

/** One secret of before is kept: a second rotation would take away what the first has promised. */
function refuseTwice({ clock }: Context, { previous_secret_until: until }: TriggerRow, overlap_secs: number): void {
  if (until === null || until <= clock.iso() || overlap_secs === 0) return;
  throw new Fault("conflict", `The secret of before is taken until ${until}: wait, or drop it with overlap_secs 0.`, {
    code: "rotating",
  });
}

export function newSecret(): string {
  return randomBytes(24).toString("base64url");
}
