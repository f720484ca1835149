import { queryOptions } from "@tanstack/react-query";
import { hc } from "hono/client";
import { ok } from "~/ui/api.ts";
import type { chainRoutes } from "../chain-routes.ts";
import type { Account } from "../model.ts";
import type { accountRoutes } from "../routes.ts";

export const api = hc<ReturnType<typeof accountRoutes>>("/admin/accounts");
const chains = hc<ReturnType<typeof chainRoutes>>("/admin/chains");

/** By backend, the preferred first: the first two hundred. */
export const accountsQuery = queryOptions({
  queryKey: ["accounts", "list"],
  queryFn: async () => (await ok(api.index.$get({ query: { limit: "200" } }))).accounts,
});

export const defaultChainQuery = queryOptions({
  queryKey: ["accounts", "default-chain"],
  queryFn: () => ok(chains.default.$get()),
});

type DefaultChain = Parameters<typeof chains.default.$put>[0]["json"];
export const putDefaultChain = (json: DefaultChain) => ok(chains.default.$put({ json }));

/** Lays down an order of the accounts of one backend: those that lie elsewhere are moved. */
export async function putInOrder(accounts: readonly Account[]): Promise<void> {
  for (const [position, { id, position: before }] of accounts.entries())
    if (position !== before) await ok(api[":id"].$patch({ param: { id }, json: { position } }));
}
