import { z } from "@hono/zod-openapi";
import { Chain, DefaultChain, Entry } from "~/accounts/index.ts";
import { Fault } from "~/kit/fault.ts";
import type { Names } from "./names.ts";

const NamedEntry = z.strictObject({
  ...Entry.shape,
  account: z
    .string()
    .min(1)
    .default("any")
    .openapi({ description: "The name of an account of the backend, or `any`." }),
});
type NamedEntry = z.infer<typeof NamedEntry>;

export const NamedChain = z.strictObject({ ...Chain.shape, entries: z.array(NamedEntry).min(1).max(20) });
export const NamedDefaultChain = z.strictObject({ ...DefaultChain.shape, entries: z.array(NamedEntry).max(20) });

/** With names in place of ids. Throws a Fault `conflict` for an account that is called as if it were any. */
export function named<C extends { entries: Entry[] }>(chain: C, names: Names): C & { entries: NamedEntry[] } {
  const entries = chain.entries.map(({ account, ...entry }) => {
    if (account === "any") return { ...entry, account };
    const name = names.nameOf("account", account).replace(`${entry.backend}/`, "");
    if (name === "any")
      throw new Fault("conflict", `The account ${account} is called any: rename it, for that is every account.`);
    return { ...entry, account: name };
  });
  return { ...chain, entries };
}

/** With ids in place of names; `at` is where the chain stands. */
export function withIds<C extends { entries: NamedEntry[] }>(
  chain: C,
  names: Names,
  at: string,
): C & { entries: Entry[] } {
  const entries = chain.entries.map(({ backend, account, model }, index) => {
    const field = `${at}entries.${index}.account`;
    return {
      backend,
      model,
      account: account === "any" ? account : names.idOf("account", `${backend}/${account}`, field),
    };
  });
  return { ...chain, entries };
}
