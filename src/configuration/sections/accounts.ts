import { z } from "@hono/zod-openapi";
import { AccountInput, createAccount, deleteAccount, listAccounts, updateAccount } from "~/accounts/index.ts";
import { Fault } from "~/kit/fault.ts";
import { ALL, itemOf, section } from "../section.ts";

const Key = z.strictObject({
  variable: z.string().openapi({ description: "Which variable of the CLI holds the key." }),
  env: z.string().optional().openapi({
    description:
      "The variable of the server's environment that has it. Left out: a key that is stored on the server stays.",
  }),
});
const { backend, name, ...fields } = AccountInput.shape;
const item = z.strictObject({ backend, name, ...fields, key: Key.nullable().default(null) });

export const accounts = section({
  item,
  kind: "account",
  nameOf: ({ backend, name }) => `${backend}/${name}`,
  read: (ctx) =>
    listAccounts(ctx, ALL).accounts.map((row) => {
      const config_dir = row.config_dir?.endsWith(`/accounts/${row.id}`) ? "own" : row.config_dir;
      const key = row.key && { variable: row.key.variable, ...(row.key.env && { env: row.key.env }) };
      return { id: row.id, item: itemOf(item, { ...row, config_dir, key }), fixed: row.is_default };
    }),
  leave: (given, { position }) => ({ ...given, position: given.position ?? position }),
  create(ctx, { item, undo }) {
    createAccount(ctx, { ...item, key: keyOf(item) }, undo);
    return undefined;
  },
  update(ctx, { id, item, changed: { backend: _backend, key, ...changed }, undo }) {
    updateAccount(ctx, id, { ...changed, ...(key !== undefined && { key: keyOf(item) }) }, undo);
    return undefined;
  },
  remove: (ctx, id) => void deleteAccount(ctx, id),
});

/** A document has no secrets: a key that it brings along lies in a variable. */
function keyOf({ key }: z.infer<typeof item>) {
  if (key === null) return null;
  const { variable, env } = key;
  if (env !== undefined) return { variable, env };
  const message = "is required: which variable of the server's environment has the key";
  throw new Fault("invalid", `key.env: ${message}`, { errors: [{ path: "key.env", message }] });
}
