import { audit } from "~/audit/index.ts";
import type { BackendId } from "~/backends/index.ts";
import type { Context } from "~/context.ts";
import type { Orm, Queries } from "~/db/tx.ts";
import { Fault } from "~/kit/fault.ts";
import type { Chain } from "./model.ts";
import { findAccount } from "./store.ts";
import { default_chain } from "./tables.ts";

/** Where no default chain is stored: nobody to hand over to, so what meets a limit waits. */
const BUILT_IN: Chain = {
  entries: [],
  on_usage_limit: "hold",
  rotate_accounts: false,
  on_error: { kind: "retry", retries: 3, backoff_ms: 5_000, on: "transient" },
};

/** The chain that was asked for, or: the backend itself, and then what the default chain has of other backends. */
export function chainFor(
  ctx: Context,
  { backend, model, chain }: { backend: BackendId; model: string | null; chain: Chain | null },
): Chain {
  if (chain) return chain;
  const standard = findDefaultChain(ctx) ?? BUILT_IN;
  const others = standard.entries.filter((entry) => entry.backend !== backend);
  return { ...standard, entries: [{ backend, account: "any", model }, ...others] };
}

/** Throws a Fault `invalid` that names the field; `at` stands before it, such as `chain.`. */
export function checkChain(queries: Queries, { entries, on_usage_limit, rotate_accounts }: Chain, at = ""): void {
  const refuse = (field: string, message: string) => {
    throw new Fault("invalid", `${at}${field}: ${message}`, { errors: [{ path: `${at}${field}`, message }] });
  };
  if (on_usage_limit === "next_account" && !rotate_accounts)
    refuse("on_usage_limit", "`next_account` moves work between accounts; it needs `rotate_accounts`");
  entries.forEach(({ backend, account }, index) => {
    const field = `entries.${index}.account`;
    if (account !== "any") {
      const found = findAccount(queries, account);
      if (!found) refuse(field, "there is no such account; take `any` or the id of one that is there");
      else if (found.backend !== backend) refuse(field, `is an account of ${found.backend}, not of ${backend}`);
    }
    const differs = entries.slice(0, index).some((one) => one.backend === backend && one.account !== account);
    if (differs && !rotate_accounts)
      refuse(field, `is a further account of ${backend}; work may move between them with \`rotate_accounts\` alone`);
  });
}

/** What a person should know of a chain that is sound. */
export function chainWarnings({ rotate_accounts }: Chain): string[] {
  return rotate_accounts ? [TERMS] : [];
}

const TERMS =
  "rotate_accounts moves work between accounts of one backend. A vendor's terms may forbid to get round a limit with " +
  "several accounts, or to share one between people: read them, and use only logins that their owners made themselves.";

export function readDefaultChain(ctx: Context) {
  const chain = findDefaultChain(ctx) ?? BUILT_IN;
  return { ...chain, warnings: chainWarnings(chain) };
}

/** Replaces it whole, for what is submitted from now on. */
export function writeDefaultChain(ctx: Context, chain: Chain) {
  ctx.db.tx((tx) => {
    checkChain(tx, chain);
    audit(ctx, tx, { action: "chain.replaced", subject_id: "default", before: findDefaultChain(ctx), after: chain });
    tx.insert(default_chain)
      .values({ id: 1, chain })
      .onConflictDoUpdate({ target: default_chain.id, set: { chain } })
      .run();
  });
  return { ...chain, warnings: chainWarnings(chain) };
}

export function findDefaultChain(ctx: Context): Chain | undefined {
  return ctx.db.prepared(selectDefaultChain).get()?.chain;
}

const selectDefaultChain = (orm: Orm) => orm.select().from(default_chain).prepare();
