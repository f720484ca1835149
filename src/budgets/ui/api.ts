import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { hc } from "hono/client";
import { ok } from "~/ui/api.ts";
import { paged } from "~/ui/paged.ts";
import type { Price } from "../price-model.ts";
import type { priceRoutes } from "../price-routes.ts";
import type { budgetRoutes } from "../routes.ts";
import type { GroupBy } from "../usage-model.ts";
import type { usageRoutes } from "../usage-routes.ts";

/** Told of every usage signal, a page would have all of it added up anew four times a second. */
const AGAIN_MS = 15_000;

const usage = hc<ReturnType<typeof usageRoutes>>("/admin/usage");
export const budgets = hc<ReturnType<typeof budgetRoutes>>("/admin/budgets");
export const prices = hc<ReturnType<typeof priceRoutes>>("/admin/prices");

export const reportQuery = (group_by: GroupBy, days: number) =>
  queryOptions({
    queryKey: ["usage", group_by, days],
    queryFn: () => ok(usage.index.$get({ query: { group_by, days: String(days) } })),
    placeholderData: (before) => before,
    refetchInterval: AGAIN_MS,
  });

/** The newest two hundred. */
export const budgetsQuery = queryOptions({
  queryKey: ["budgets", "list"],
  queryFn: async () => (await ok(budgets.index.$get({ query: { limit: "200" } }))).budgets,
});

/** With what it has done. */
export const budgetQuery = (id: string) =>
  queryOptions({ queryKey: ["budgets", id], queryFn: () => ok(budgets[":id"].$get({ param: { id } })) });

export const pricesQuery = (contains: string) => ({
  ...paged(["prices", contains], (page) =>
    ok(prices.index.$get({ query: { ...page, ...(contains && { contains }) } })),
  ),
  placeholderData: keepPreviousData,
});

/** A model's name may hold a slash, which must not end it in the address. */
const modelIn = (model: string) => ({ model: encodeURIComponent(model) });

type PriceInput = Parameters<(typeof prices)[":model"]["$put"]>[0]["json"];

/** What is missing of the fields is the server's to say. */
export const setPrice = (model: string, fields: Price["fields"]) =>
  ok(prices[":model"].$put({ param: modelIn(model), json: fields as PriceInput }));

export const removePrice = (model: string) => ok(prices[":model"].$delete({ param: modelIn(model) }));
