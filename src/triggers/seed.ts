import { eq } from "drizzle-orm";
import type { Context } from "~/context.ts";
import { server_state } from "~/db/tables.ts";
import { Fault } from "~/kit/fault.ts";
import { beginHistories } from "./history.ts";
import { TriggerInput } from "./model.ts";
import { createTrigger, learnSecret } from "./save.ts";
import { listWebhookTriggers, secretOf, type TriggerRow } from "./store.ts";

const SCRIPT = `cat
for step in 1 2 3 4 5; do
  sleep 1
  echo "step $step of 5"
done
echo "done in $PWD"
`;

const EXAMPLE = TriggerInput.parse({
  name: "Example: hello",
  source: { kind: "manual" },
  prompt_template: "Hello, {message}! This prompt came by standard input.\n",
  backend: "command",
  backend_config: { command: ["sh", "-c", SCRIPT] },
  enabled: false,
});

/** Lays the example once: who changes or deletes it keeps what he made of it. */
export function prepareTriggers(ctx: Context): void {
  for (const trigger of listWebhookTriggers(ctx)) learnStoredSecret(ctx, trigger);
  beginHistories(ctx);
  const key = "seed:example";
  if (ctx.db.orm.select().from(server_state).where(eq(server_state.key, key)).get()) return;
  const { id } = createTrigger(ctx, EXAMPLE);
  ctx.db.orm.insert(server_state).values({ key, value: id }).run();
}

function learnStoredSecret(ctx: Context, trigger: TriggerRow): void {
  const secret = secretOf(ctx, trigger);
  if (!(secret instanceof Fault)) {
    learnSecret(ctx, trigger.id, secret);
    return;
  }
  const remedy = "set SECRET_KEY to what it was, or give the trigger a new secret";
  ctx.log.warn(
    { trigger_id: trigger.id },
    `the secret of a trigger cannot be read, so it takes no delivery: ${remedy}`,
  );
}
