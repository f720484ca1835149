import { eq } from "drizzle-orm";
import type { Context } from "~/context.ts";
import { server_state } from "~/db/tables.ts";
import { beginHistories } from "./history.ts";
import { TriggerInput } from "./model.ts";
import { createTrigger } from "./save.ts";
import { learnSecrets } from "./secrets.ts";
import { listTriggersOf, type TriggerRow } from "./store.ts";
import { triggers } from "./tables.ts";

const LAID = "example";

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

export function prepareTriggers(ctx: Context): void {
  for (const trigger of listTriggersOf(ctx, "webhook")) if (!learnSecrets(ctx, trigger)) warnUnreadable(ctx, trigger);
  beginHistories(ctx);
  layOnce(ctx, LAID, EXAMPLE);
}

/** Lays a trigger at the first start alone: who changes or deletes it keeps what he made of it. */
export function layOnce(ctx: Context, name: string, input: TriggerInput): void {
  const key = `seed:${name}`;
  if (ctx.db.orm.select().from(server_state).where(eq(server_state.key, key)).get()) return;
  const { id } = createTrigger(ctx, input);
  ctx.db.orm.insert(server_state).values({ key, value: id }).run();
}

/** The example, while it is there. */
export function findExample({ db }: Context): TriggerRow | undefined {
  const { id } = triggers;
  const laid = db.orm
    .select({ id: server_state.value })
    .from(server_state)
    .where(eq(server_state.key, `seed:${LAID}`));
  return db.orm.select().from(triggers).where(eq(id, laid)).get();
}

function warnUnreadable(ctx: Context, { id: trigger_id }: TriggerRow): void {
  const remedy = "set SECRET_KEY to what it was, or give the trigger a new secret";
  ctx.log.warn({ trigger_id }, `the secret of a trigger cannot be read, so it takes no delivery: ${remedy}`);
}
