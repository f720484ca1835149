import type { Command } from "commander";
import { answer, connect } from "./api.ts";
import type { Io } from "./io.ts";
import { type Asking, addList, asks, print } from "./resource.ts";

type Scopes = ("read" | "run" | "admin")[];

export function addKeys(agented: Command, io: Io): void {
  const keys = agented.command("key").description("who may use the API");
  asks(keys.command("new <name>").description("make a key; it is printed this once"))
    .option("--scope <scope...>", "read, run or admin", ["run"])
    .option("--expires <instant>", "when it ends, as an ISO instant; else never")
    .action(async (name: string, { url, json, scope, expires }: Asking & { scope: Scopes; expires?: string }) => {
      const given = { name, scopes: scope, ...(expires && { expires_at: expires }) };
      show(io, await answer(connect(io, url).keys.index.$post({ json: given })), json);
    });
  addList(
    keys,
    io,
    { about: "list keys, newest first", page: (api, query) => answer(api.keys.index.$get({ query })) },
    (page) => page.keys,
    [
      ["id", ({ id }) => id],
      ["name", ({ name }) => name],
      ["begins", ({ prefix }) => prefix],
      ["scopes", ({ scopes }) => scopes.join(" ")],
      ["last used", ({ last_used_at }) => last_used_at],
      ["expires", ({ expires_at }) => expires_at],
    ],
  );
  asks(keys.command("rotate <id>").description("a new key in place of one; it is printed this once")).action(
    async (id: string, { url, json }: Asking) =>
      show(io, await answer(connect(io, url).keys[":id"].rotate.$post({ param: { id } })), json),
  );
  asks(keys.command("revoke <id>").description("let a key open nothing any more")).action(
    async (id: string, { url }: Asking) => void (await connect(io, url).keys[":id"].$delete({ param: { id } })),
  );
}

function show(io: Io, made: { id: string; key: string }, json?: boolean): void {
  if (json) print(io, made);
  else {
    io.err(`${made.id}: keep it now, it is not shown again.\n`);
    io.out(`${made.key}\n`);
  }
}
