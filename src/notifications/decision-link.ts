import type { Context } from "~/context.ts";
import type { Message } from "./message.ts";

/** Signed with it, or what is signed for something else would do. */
const PURPOSE = "decision";
const LIFE_MS = 7 * 86_400_000;

/** What a link lets whoever has it decide. */
export interface Deciding {
  run_id: string;
  node_id: string;
  expires_at: string;
}

/** A link to the page where one decision of one run is made. It is good for a week, and not longer than the question. */
export function decisionLink(ctx: Context, asked: Omit<Deciding, "expires_at">, until: string | null, origin: string) {
  const week = ctx.clock.iso(ctx.clock.now() + LIFE_MS);
  const expires_at = until !== null && until < week ? until : week;
  const body = Buffer.from(JSON.stringify({ ...asked, expires_at })).toString("base64url");
  const token = `${body}.${ctx.vault.sign(`${PURPOSE} ${body}`)}`;
  return { url: `${new URL(ctx.config.PUBLIC_URL ?? origin).origin}/decide?token=${token}`, expires_at };
}

/** Undefined for what is not of our making; whoever has it looks whether it has expired. */
export function readDecisionLink(ctx: Context, token: string): Deciding | undefined {
  const [body, signature] = token.split(".");
  if (!body || !signature || !ctx.vault.signed(`${PURPOSE} ${body}`, signature)) return undefined;
  return JSON.parse(Buffer.from(body, "base64url").toString()) as Deciding;
}

/** Whoever may read what was told need not be allowed to decide: what is kept has no link. */
export function withLink(ctx: Context, message: Message): Message {
  const { PUBLIC_URL } = ctx.config;
  const { run } = message;
  if (!PUBLIC_URL || !run?.node_id) return message;
  const { url } = decisionLink(ctx, { run_id: run.id, node_id: run.node_id }, run.expires_at, PUBLIC_URL);
  return { ...message, run: { ...run, link: url } };
}
