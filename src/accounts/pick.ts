import { type BackendId, backendOf, type Reason } from "~/backends/index.ts";
import type { Context } from "~/context.ts";
import { remedyFor } from "./check.ts";
import { modelKey } from "./limits.ts";
import type { Chain, Entry } from "./model.ts";
import {
  type AccountRow,
  type Bar,
  type Enabled,
  findAccount,
  selectAccount,
  selectCooldowns,
  selectEnabled,
} from "./store.ts";

export interface PickAsk {
  chain: Chain;
  /** Of the newest attempt, to stay with it while it is free. */
  last?: { entry: number; account_id: string };
  /** How many attempts run, by account. */
  live: ReadonlyMap<string, number>;
  /** Backends that start nothing for now. */
  paused: ReadonlySet<string>;
}

export type Pick =
  | { kind: "chosen"; entry: number; backend: BackendId; model: string | null; account: AccountRow }
  /** Accounts are disabled or at their `max_concurrent`, or their backend is paused: ask again when something changes. */
  | { kind: "busy" }
  /** All that are enabled cool down: nothing may start before `until`. */
  | { kind: "limited"; until: string; reason: Reason; detail: string }
  /** `account_gone`: nobody whom the chain names is there any more. Else the limit, where the chain says `fail`. */
  | { kind: "refused"; reason: Reason | "account_gone"; detail: string };

/** One account under one entry of the chain. */
interface Candidate {
  index: number;
  entry: Entry;
  account: Enabled;
  /** What holds longest, if anything does. */
  bar: Bar | undefined;
  /** 0: nothing known against it. 1: a window of it is nearly spent. 2: nobody could log in or pay when it was tried last. */
  doubt: 0 | 1 | 2;
}

/** Who runs the next attempt, by the chain's policies and what is known of the accounts' limits. Only reads. */
export function pickAccount(ctx: Context, ask: PickAsk): Pick {
  const candidates = candidatesOf(ctx, ask);
  if (candidates.length === 0) return nobody(ctx, ask.chain);
  const { live, paused, last } = ask;
  const open = candidates.filter(({ bar, entry }) => !bar && !paused.has(entry.backend));
  const free = open.filter(({ account }) => (live.get(account.id) ?? 0) < (account.max_concurrent ?? Infinity));
  const chosen = free.find(({ index, account }) => index === last?.entry && account.id === last.account_id) ?? free[0];
  if (chosen) {
    const { index, entry, account } = chosen;
    const { backend, model } = entry;
    return { kind: "chosen", entry: index, backend, model, account: rowOf(ctx, account) };
  }
  const barred = candidates.filter(isBarred);
  // One that is full or paused may be free before any reset.
  if (barred.length < candidates.length) return { kind: "busy" };
  return barredBy(ctx, ask.chain, barred);
}

/** In the order of the entries; within one the doubtful last, and else as the accounts are ordered. */
function candidatesOf(ctx: Context, { chain, last }: PickAsk): Candidate[] {
  const now = ctx.clock.iso();
  const known = new Map<BackendId, ReturnType<typeof readBackend>>();
  return chain.entries.flatMap((entry, index) => {
    if (!isLookedAt(chain, index)) return [];
    const { enabled, cooldowns } = known.get(entry.backend) ?? readBackend(ctx, entry.backend);
    known.set(entry.backend, { enabled, cooldowns });
    const stayed = last?.entry === index ? last.account_id : undefined;
    return accountsOf(chain, entry, enabled, stayed)
      .map((account) => judged({ index, entry, account }, cooldowns, now))
      .sort((a, b) => a.doubt - b.doubt);
  });
}

function readBackend({ db }: Context, backend: BackendId) {
  const cooldowns = Map.groupBy(db.prepared(selectCooldowns).all({ backend }), ({ account_id }) => account_id);
  return { enabled: db.prepared(selectEnabled).all({ backend }), cooldowns };
}

function rowOf({ db }: Context, { id }: Enabled): AccountRow {
  const row = db.prepared(selectAccount).get({ id });
  if (!row) throw new Error(`account ${id} is gone in the middle of a transaction`);
  return row;
}

function isLookedAt({ on_usage_limit, entries }: Chain, index: number): boolean {
  if (on_usage_limit === "next_backend") return true;
  return on_usage_limit === "next_account" ? entries[index]?.backend === entries[0]?.backend : index === 0;
}

/** Without rotation, and where it holds, work stays where it began, even when another account has come before that one. */
function accountsOf(chain: Chain, { account }: Entry, enabled: Enabled[], stayed?: string) {
  if (account !== "any") return enabled.filter(({ id }) => id === account);
  // What holds waits for its own reset, and moves to nobody.
  const moves = chain.rotate_accounts && !(chain.on_usage_limit === "hold" && stayed);
  if (moves) return enabled;
  return enabled
    .filter(({ id }) => id === stayed)
    .concat(enabled)
    .slice(0, 1);
}

function judged(
  of: { index: number; entry: Entry; account: Enabled },
  cooldowns: Map<string, Bar[]>,
  now: string,
): Candidate {
  const model = modelKey(of.entry.model);
  const met = [...(cooldowns.get("") ?? []), ...(cooldowns.get(of.account.id) ?? [])].filter(
    (one) => one.model === "" || one.model === model,
  );
  const [bar] = met.filter(({ until }) => until > now).sort((a, b) => (a.until < b.until ? 1 : -1));
  const { warned_until } = of.account;
  const warned = warned_until !== null && warned_until > now;
  return { ...of, bar, doubt: met.some(needsPerson) ? 2 : warned ? 1 : 0 };
}

function needsPerson({ kind }: Bar): boolean {
  return kind === "auth" || kind === "billing";
}

type Barred = Candidate & { bar: Bar };

function isBarred(candidate: Candidate): candidate is Barred {
  return candidate.bar !== undefined;
}

/** A wait that ends by itself goes before one that a person must end. */
function barredBy(ctx: Context, chain: Chain, barred: Barred[]): Pick {
  const waits = barred.filter(({ bar }) => !needsPerson(bar));
  const [first] = (waits.length > 0 ? waits : barred).sort((a, b) => (a.bar.until < b.bar.until ? -1 : 1));
  if (!first) return { kind: "busy" };
  const reason = REASONS[first.bar.kind];
  const detail = sentenceOf(ctx, first, barred);
  if (chain.on_usage_limit === "fail") return { kind: "refused", reason, detail };
  return { kind: "limited", until: first.bar.until, reason, detail };
}

const REASONS: Record<Bar["kind"], Reason> = {
  usage: "usage_limit",
  rate: "rate_limit",
  overload: "overloaded",
  auth: "cli_auth",
  billing: "usage_limit",
};

function sentenceOf(ctx: Context, first: Barred, barred: Barred[]): string {
  const { entry, bar } = first;
  const { title } = backendOf(entry.backend);
  const account = rowOf(ctx, first.account);
  if (bar.kind === "auth")
    return `${title} is not logged in on the account ${account.name}. ${remedyFor(ctx, account)}`;
  if (bar.kind === "billing")
    return `The account ${account.name} of ${title} has no credit: add some, then clear its cooldowns.`;
  const when = `${bar.until.slice(0, 19).replace("T", " ")} UTC`;
  if (bar.account_id === "") return `${title} is overloaded; it is asked again at ${when}.`;
  if (new Set(barred.map((one) => one.account.id)).size === 1)
    return `The account ${account.name} of ${title} is limited until ${when}.`;
  const of = new Set(barred.map((one) => one.entry.backend)).size === 1 ? title : "the chain";
  return `Every account of ${of} is limited; ${account.name} is free again at ${when}.`;
}

/** A disabled account may be enabled again, and what waits for it waits. One that is gone does not come back. */
function nobody(ctx: Context, chain: Chain): Pick {
  const comesBack = chain.entries.some(
    ({ account }, index) => isLookedAt(chain, index) && (account === "any" || findAccount(ctx.db.orm, account)),
  );
  if (comesBack) return { kind: "busy" };
  return { kind: "refused", reason: "account_gone", detail: "The account that the chain names is gone." };
}
