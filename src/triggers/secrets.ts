import type { Context } from "~/context.ts";
import { secretsOf, type TriggerRow } from "./store.ts";

/** Tells the redactor what no output may show, at start and at every change. False when one cannot be read. */
export function learnSecrets(ctx: Context, trigger: TriggerRow): boolean {
  const { secrets, unreadable } = secretsOf(ctx, trigger);
  ctx.redactor.know(`trigger ${trigger.id}`, secrets);
  return unreadable === undefined;
}
