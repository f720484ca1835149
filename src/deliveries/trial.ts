import { audit } from "~/audit/index.ts";
import type { Context } from "~/context.ts";
import { refuseWhenFull } from "~/executions/index.ts";
import type { Scope } from "~/http/scope.ts";
import { Fault } from "~/kit/fault.ts";
import { type Event, getTrigger, secretsOf, sourceOf, type TriggerRow } from "~/triggers/index.ts";
import { bodyHash, dedupeKey } from "./dedupe-key.ts";
import { githubSecrets } from "./github-receiver.ts";
import type { SignedRequest, TestReceipt, Trial } from "./model.ts";
import { receive } from "./receive.ts";
import { sign } from "./signature.ts";
import { getDelivery } from "./store.ts";
import { askWhetherMayWrite, type Seams } from "./writers.ts";

interface Asked {
  given: Trial;
  /** Where senders reach this server. */
  origin: string;
}

/**
 * Sends a trigger a delivery as its sender would, with a sample where no payload is given. Throws a Fault `invalid` for
 * a trigger that takes none, and `unavailable` when the queue is full.
 */
export async function tryOut(ctx: Context, scope: Scope, seams: Seams, id: string, asked: Asked): Promise<TestReceipt> {
  const { trigger, kind, event, raw, headers, url } = composed(ctx, id, asked);
  const may_write = await askWhetherMayWrite(ctx, seams, [trigger], event);
  refuseWhenFull(ctx);
  const known = { source: "person", key: dedupeKey(new Headers(), raw), body_hash: bodyHash(raw), id_signed: false };
  const receipt = await receive(
    ctx,
    scope,
    {
      ...{ source: kind, origin: "test", raw, triggers: [trigger], verified: true, known },
      ...{ headers: new Headers(headers ?? {}), event: { ...event, may_write } },
      ...(kind === "webhook" && { trigger_id: id }),
    },
    (tx, subject_id) =>
      audit(ctx, tx, { action: "trigger.tested", subject_id: id, after: { delivery_id: subject_id } }),
  );
  const { verdicts } = getDelivery(ctx.db.orm, receipt.delivery_id);
  return { ...receipt, verdicts, curl: headers && curlOf(url, headers, raw.toString()) };
}

/** The same delivery, for whoever sends it himself. */
export function signedRequest(ctx: Context, id: string, asked: Asked): SignedRequest {
  const { url, headers, raw } = composed(ctx, id, asked);
  const body = raw.toString();
  return { url, headers: headers ?? {}, body, curl: headers && curlOf(url, headers, body) };
}

function composed(ctx: Context, id: string, { given, origin }: Asked) {
  const trigger = getTrigger(ctx.db.orm, id);
  const kind = trigger.source.kind;
  const sample = sourceOf(trigger.source).sample?.(trigger.source);
  if (!sample || (kind !== "webhook" && kind !== "github"))
    throw new Fault("invalid", `A trigger with the source ${kind} takes no deliveries: run it instead.`);
  const event: Event = { payload: given.payload ?? sample.payload, name: sample.name && (given.event ?? sample.name) };
  const raw = Buffer.from(JSON.stringify(event.payload));
  const url = new URL(`/api/webhooks/${kind === "github" ? "github" : id}`, origin).href;
  return { trigger, kind, event, raw, url, headers: headersOf(ctx, trigger, event, raw) };
}

/** Null where nothing can be signed yet. */
function headersOf(ctx: Context, trigger: TriggerRow, event: Event, raw: Uint8Array): Record<string, string> | null {
  const type = { "Content-Type": "application/json" };
  if (trigger.source.kind === "github") {
    const [secret] = githubSecrets(ctx);
    const github = { "X-GitHub-Event": event.name ?? "", "X-GitHub-Delivery": ctx.newId("request") };
    return secret === undefined ? null : { ...type, ...github, "X-Hub-Signature-256": sign(secret, raw) };
  }
  const { secrets, unreadable } = secretsOf(ctx, trigger);
  if (unreadable) throw unreadable;
  const [secret] = secrets;
  return secret === undefined ? type : { ...type, "X-Webhook-Signature-256": sign(secret, raw) };
}

function curlOf(url: string, headers: Record<string, string>, body: string): string {
  const lines = Object.entries(headers).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`);
  return [`curl -sS ${quoted(url)}`, ...lines, `--data-raw ${quoted(body)}`].join(" \\\n  ");
}

/** For sh: nothing between single quotes means anything but the quote itself. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
