import { z } from "@hono/zod-openapi";
import type { Command } from "commander";
import { connect } from "./api.ts";
import type { Io } from "./io.ts";
import { type Asking, addList, asks, print } from "./resource.ts";

const Key = z.object({
  id: z.string(),
  name: z.string(),
  prefix: z.string(),
  scopes: z.array(z.string()),
  expires_at: z.string().nullable(),
  last_used_at: z.string().nullable(),
});
const NewKey = Key.extend({ key: z.string() });
const Page = z.looseObject({ keys: z.array(Key), next_cursor: z.string().nullable() });

export function addKeys(agented: Command, io: Io): void {
  const keys = agented.command("key").description("who may use the API");
  asks(keys.command("new <name>").description("make a key; it is printed this once"))
    .option("--scope <scope...>", "read, run or admin", ["run"])
    .option("--expires <instant>", "when it ends, as an ISO instant; else never")
    .action(async (name: string, { url, json, scope, expires }: Asking & { scope: string[]; expires?: string }) => {
      const given = { name, scopes: scope, ...(expires && { expires_at: expires }) };
      await show(io, await send(io, url, "POST", "/admin/keys", given), json);
    });
  addList(
    keys,
    io,
    {
      about: "list keys, newest first",
      page: async (api, query) =>
        Page.parse(await (await api.fetch(`/admin/keys?${new URLSearchParams(query)}`)).json()),
    },
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
      show(io, await send(io, url, "POST", `/admin/keys/${encodeURIComponent(id)}/rotate`), json),
  );
  asks(keys.command("revoke <id>").description("let a key open nothing any more")).action(
    async (id: string, { url }: Asking) => {
      await send(io, url, "DELETE", `/admin/keys/${encodeURIComponent(id)}`);
    },
  );
}

async function send(io: Io, url: string | undefined, method: string, path: string, given?: unknown): Promise<Response> {
  const body =
    given === undefined ? {} : { body: JSON.stringify(given), headers: { "Content-Type": "application/json" } };
  return connect(io, url).fetch(path, { method, ...body });
}

async function show(io: Io, response: Response, json?: boolean): Promise<void> {
  const made: unknown = await response.json();
  if (json) return print(io, made);
  const { id, key } = NewKey.parse(made);
  io.err(`${id}: keep it now, it is not shown again.\n`);
  io.out(`${key}\n`);
}
