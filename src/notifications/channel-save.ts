import { eq } from "drizzle-orm";
import { type Act, audit } from "~/audit/index.ts";
import type { Context } from "~/context.ts";
import type { Tx } from "~/db/tx.ts";
import { asInput } from "~/kit/egress.ts";
import { Fault } from "~/kit/fault.ts";
import { NOTIFICATIONS } from "./bells.ts";
import type { Channel, ChannelInput, ChannelPatch } from "./channel-model.ts";
import { type ChannelRow, getChannel, learnChannel, secretsOf, targetOf, wireChannel } from "./channel-store.ts";
import { kindOf, Target } from "./kinds/index.ts";
import { giveUp } from "./notification-store.ts";
import { reach } from "./reach.ts";
import { channels, notification_rules, notifications } from "./tables.ts";

/** Throws a Fault `invalid` that names the field, also for an address that may not be reached. */
export async function createChannel(ctx: Context, input: ChannelInput): Promise<Channel> {
  return insertChannel(ctx, input, await settleChannel(ctx, input.target));
}

/** What of a target asks the outside world: `insertChannel` and `changeChannel` write it. */
export async function settleChannel(ctx: Context, given: ChannelInput["target"], before?: ChannelRow) {
  const settled = settle(ctx, given, before);
  await check(ctx, settled.target, settled.secret);
  return settled;
}

export type Settled = Awaited<ReturnType<typeof settleChannel>>;

export function insertChannel(
  ctx: Context,
  { name, enabled }: Omit<ChannelInput, "target">,
  settled: Settled,
): Channel {
  const { target, secret, made } = settled;
  const now = ctx.clock.iso();
  const row: ChannelRow = {
    ...{ id: ctx.newId("channel"), name, ...closed(ctx, target), sealed_secret: sealed(ctx, secret), rotated_at: null },
    ...{ enabled, disabled_reason: null, created_at: now, updated_at: now },
  };
  ctx.db.tx((tx, after) => {
    tx.insert(channels).values(row).run();
    audit(ctx, tx, { action: "channel.created", subject_id: row.id, after: row });
    after(() => learnChannel(ctx, row));
  });
  return wireChannel(row, made);
}

/**
 * Changes what is given. A target is replaced whole, but keeps its secret when none is given and it leads to the same
 * kind and, where the secret itself is sent, to the same host. Enabling forgets why it was disabled; of one that a person
 * disables nothing more is sent.
 */
export async function updateChannel(ctx: Context, id: string, { target, ...patch }: ChannelPatch) {
  const seen = getChannel(ctx.db.orm, id);
  return changeChannel(ctx, id, patch, target && (await settleChannel(ctx, target, seen)));
}

export function changeChannel(
  ctx: Context,
  id: string,
  patch: Omit<ChannelPatch, "target">,
  settled?: Settled,
): Channel {
  const row = ctx.db.tx((tx, after) => {
    const before = getChannel(tx, id);
    const disabled_reason = patch.enabled === undefined ? before.disabled_reason : null;
    const changed = { ...before, ...patch, disabled_reason, updated_at: ctx.clock.iso() };
    if (settled) {
      Object.assign(changed, closed(ctx, settled.target));
      if (!settled.kept) Object.assign(changed, { sealed_secret: sealed(ctx, settled.secret), rotated_at: null });
    }
    if (patch.enabled === false) giveUp(tx, eq(notifications.channel_id, id), "The channel was disabled.");
    after(() => learnChannel(ctx, changed));
    after(() => ctx.bells.ring(NOTIFICATIONS));
    return save(ctx, tx, "channel.updated", before, changed);
  });
  return wireChannel(row, settled?.made);
}

/** A new signing secret, shown once; for a day the one before signs too. */
export function rotateChannel(ctx: Context, id: string): Channel {
  const { row, made } = ctx.db.tx((tx) => {
    const before = getChannel(tx, id);
    const made = makeSecret(before);
    const [old] = secretsOf(ctx, before);
    const now = ctx.clock.iso();
    const changed = { sealed_secret: sealed(ctx, old ? `${made} ${old}` : made), rotated_at: now, updated_at: now };
    return { row: save(ctx, tx, "channel.rotated", before, { ...before, ...changed }), made };
  });
  learnChannel(ctx, row);
  return wireChannel(row, made);
}

function makeSecret({ target }: ChannelRow): string {
  const { title, secret } = kindOf(target);
  if (secret.make) return secret.make();
  const remedy = `give the new one as target.${secret.field}`;
  throw new Fault("conflict", `What ${title} asks for is made elsewhere: ${remedy}.`, { code: "not_ours" });
}

/** Throws a Fault `conflict` while a rule sends there. What was not sent yet will not be; what was told stays. */
export function deleteChannel(ctx: Context, id: string): void {
  ctx.db.tx((tx, after) => {
    const before = getChannel(tx, id);
    const [rule] = tx.select().from(notification_rules).where(eq(notification_rules.channel_id, id)).limit(1).all();
    if (rule)
      throw new Fault("conflict", `The rule ${rule.name} (${rule.id}) sends there: delete or change it first.`, {
        code: "channel_in_use",
      });
    giveUp(tx, eq(notifications.channel_id, id), "The channel was deleted.");
    tx.delete(channels).where(eq(channels.id, id)).run();
    audit(ctx, tx, { action: "channel.deleted", subject_id: id, before });
    after(() => ctx.redactor.forget(`channel ${id}`));
  });
}

/** The receiver wants nothing any more. What is queued for it has failed, so that a person can send it again. */
export function disableChannel(ctx: Context, tx: Tx, id: string, reason: string): void {
  const before = getChannel(tx, id);
  const changed = { ...before, enabled: false, disabled_reason: reason, updated_at: ctx.clock.iso() };
  save(ctx, tx, "channel.disabled", before, changed);
  giveUp(tx, eq(notifications.channel_id, id), reason);
}

function save(ctx: Context, tx: Tx, action: Act["action"], before: ChannelRow, after: ChannelRow): ChannelRow {
  audit(ctx, tx, { action, subject_id: before.id, before, after });
  return tx.update(channels).set(after).where(eq(channels.id, before.id)).returning().get();
}

/** Refuses where nothing may be sent to, and what nobody knows. Throws a Fault that names the field. */
async function check(ctx: Context, target: Target, secret: string | undefined): Promise<void> {
  const destination = kindOf(target).destination(target, secret);
  await asInput(destination.field, reach(ctx, destination));
}

function sealed({ vault }: Context, secret: string | undefined): string | null {
  return secret === undefined ? null : vault.seal(secret);
}

/** A target as it is kept: everybody may see where an address leads, and nobody the rest of it. */
function closed(ctx: Context, target: Target): Pick<ChannelRow, "target" | "sealed_url"> {
  if (!("url" in target)) return { target, sealed_url: null };
  return { target: { ...target, url: `${new URL(target.url).origin}/…` }, sealed_url: sealed(ctx, target.url) };
}

/** Target and secret apart: the one that is given, or that stays, or that is made. */
function settle(ctx: Context, given: ChannelInput["target"], before?: ChannelRow) {
  const kind = kindOf(given);
  const { [kind.secret.field]: chosen, ...config } = given;
  const target = Target.parse(kind.seals_url ? { ...config, url: urlOf(ctx, given, before) } : config);
  const kept = chosen === undefined && before ? keptFor(ctx, target, before) : undefined;
  const made = chosen === undefined && kept === undefined ? kind.secret.make?.() : undefined;
  const secret = (chosen as string | undefined) ?? kept ?? made;
  const missing = { path: `target.${kind.secret.field}`, message: "is required" };
  const mistake = secret === undefined && kind.secret.required ? missing : kind.mistake?.(target, secret);
  if (mistake) throw new Fault("invalid", `${mistake.path}: ${mistake.message}`, { errors: [mistake] });
  return { target, secret, made, kept: kept !== undefined };
}

/** The address that is given; as it is shown, or left out, it is the one that was there. */
function urlOf(ctx: Context, { kind, url }: ChannelInput["target"], before?: ChannelRow): unknown {
  const known = before?.target.kind === kind ? targetOf(ctx, before) : undefined;
  const shown = before && "url" in before.target ? before.target.url : undefined;
  if (known && "url" in known && (url === undefined || url === shown)) return known.url;
  if (url !== undefined) return url;
  throw new Fault("invalid", "target.url: is required", { errors: [{ path: "target.url", message: "is required" }] });
}

function keptFor(ctx: Context, target: Target, before: ChannelRow): string | undefined {
  if (before.target.kind !== target.kind || kindOf(target).keeps?.(before.target, target) === false) return undefined;
  return secretsOf(ctx, before)[0];
}
