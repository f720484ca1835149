import type { z } from "@hono/zod-openapi";
import { audit } from "~/audit/index.ts";
import type { Context } from "~/context.ts";
import { persist } from "~/db/persist.ts";
import type { TestResult } from "./channel-model.ts";
import { getChannel } from "./channel-store.ts";
import { composeMessage } from "./message.ts";
import { trySend } from "./send.ts";

/** Sends a message that says it is a test, and answers how that went. It is not tried again. */
export async function testChannel(ctx: Context, id: string): Promise<z.infer<typeof TestResult>> {
  const channel = getChannel(ctx.db.orm, id);
  const message = composeMessage((text) => ctx.redactor.redact(text), {
    ...{ type: "notification.test", at: ctx.clock.iso(), title: "A test by Agented" },
    sentence: `Somebody wants to know whether the channel ${channel.name} works. It does.`,
  });
  const { sent, status_code, detail, duration_ms } = await trySend(ctx, channel, {
    ...{ id: ctx.newId("notification"), message },
  });
  const note = () =>
    ctx.db.tx((tx) => audit(ctx, tx, { action: "channel.tested", subject_id: id, after: { sent, detail } }));
  await persist(ctx, ctx.closing, note);
  return { sent, status_code, detail, duration_ms };
}
