import type { Command } from "commander";
import { answer } from "./api.ts";
import type { Io } from "./io.ts";
import { addGet, addList } from "./resource.ts";

export function addBudgets(agented: Command, io: Io): void {
  const budgets = agented.command("budgets").description("caps on what is spent");
  addList(
    budgets,
    io,
    { about: "list budgets, newest first", page: (api, query) => answer(api.budgets.index.$get({ query })) },
    (page) => page.budgets,
    [
      ["id", ({ id }) => id],
      ["name", ({ name }) => name],
      ["scope", ({ scope, scope_id }) => (scope_id === null ? scope : `${scope} ${scope_id}`)],
      ["window", ({ window }) => window],
      ["spent", ({ spent }) => spent],
      ["soft", ({ soft_limit }) => soft_limit],
      ["hard", ({ hard_limit }) => hard_limit],
      ["unit", ({ unit }) => unit],
    ],
  );
  addGet(budgets, io, "one budget with what it did", (api, id) => answer(api.budgets[":id"].$get({ param: { id } })));
}
