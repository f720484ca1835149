import type { Command } from "commander";
import { answer } from "./api.ts";
import type { Io } from "./io.ts";
import { addGet, addList } from "./resource.ts";

export function addAccounts(agented: Command, io: Io): void {
  const accounts = agented.command("accounts").description("logins and keys that CLIs run under");
  addList(
    accounts,
    io,
    {
      about: "list accounts, in the order in which they are preferred",
      filters: { backend: "of this backend" },
      page: (api, query) => answer(api.accounts.index.$get({ query })),
    },
    (page) => page.accounts,
    [
      ["id", ({ id }) => id],
      ["backend", ({ backend }) => backend],
      ["name", ({ name }) => name],
      ["enabled", ({ enabled }) => (enabled ? "yes" : "no")],
      ["cools until", ({ cooldowns }) => cooldowns.at(-1)?.until],
    ],
  );
  addGet(accounts, io, "one account with its limits", (api, id) => answer(api.accounts[":id"].$get({ param: { id } })));
}
