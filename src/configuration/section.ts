import type { z } from "@hono/zod-openapi";
import type { Context } from "~/context.ts";
import type { Kind, Names } from "./names.ts";

/** One thing of a section as it stands, in the words of a document. */
export interface Standing<Item> {
  id: string;
  item: Item;
  /** Its server would not be one without it: never pruned. */
  fixed?: boolean;
}

/** What a document asks for, for the verb that does it. */
export interface Wanted<Item, Looked = unknown> {
  item: Item;
  names: Names;
  /** What stands in the variable that `secret_env` names. */
  secret: string | undefined;
  /** What `look` answered. */
  looked: Looked;
  /** Done when all of it is taken back: what is no row does not go with the transaction. */
  undo(act: () => void): void;
}

export interface Change<Item, Looked = unknown> extends Wanted<Item, Looked> {
  id: string;
  /** The fields that differ, as they are to be. */
  changed: Partial<Item>;
}

/** How to write a section: one file with one object made by `section`, and one line in `sections/index.ts`. */
export interface Section<Item = Record<string, unknown>, Looked = unknown> {
  /** Strict, in the order in which fields are exported; a default is what a document need not say. */
  item: z.ZodType<Item> & { shape: Record<string, z.ZodType> };
  /** There is one of it, and no list. */
  single?: boolean;
  /** What others name it as. */
  kind?: Kind;
  /** By what a document and the server know it: names, not ids. */
  nameOf(item: Item): string;
  read(ctx: Context, names: Names): Standing<Item>[];
  /** What a document leaves to the server stays as it is. */
  leave?(item: Item, standing: Item, ctx: Context, id: string): Item;
  /** The names of others of this section that are written before it. */
  after?(item: Item): string[];
  /** What is exported, where more can be left out than a field that is as its default says. */
  shorten?(item: Item): Record<string, unknown>;
  /** What the API would take of the secret that `secret_env` names. */
  secretSchema?(item: Item): z.ZodType<string>;
  /** The stored secret that `secret_env` is held against. */
  secretOf?(ctx: Context, id: string): string | undefined;
  /** Asks the outside world, which no transaction waits for. An `id` is one that is to be changed. */
  look?(ctx: Context, wanted: Pick<Wanted<Item>, "item" | "names" | "secret"> & { id?: string }): Promise<Looked>;
  /** Answers a secret that was made, to be shown once. */
  create(ctx: Context, wanted: Wanted<Item, Looked>): string | undefined;
  update(ctx: Context, change: Change<Item, Looked>): string | undefined;
  /** What is answered is done once it is committed. */
  remove?(ctx: Context, id: string): (() => Promise<void>) | undefined;
  /** What the verb calls a field that a document calls otherwise. */
  fields?: Record<string, string>;
}

/** Only infers the types of an item and of what is looked up. */
export function section<Item, Looked>(of: Section<Item, Looked>): Section<Item, Looked> {
  return of;
}

/** A row as an item: the fields that a document has, and no others. */
export function itemOf<Item>(schema: Section<Item>["item"], row: Record<string, unknown>): Item {
  const fields = Object.keys(schema.shape).filter((name) => row[name] !== undefined);
  return schema.parse(Object.fromEntries(fields.map((name) => [name, row[name]])));
}

/** As many as there are. */
export const ALL = { limit: Number.MAX_SAFE_INTEGER - 1 };
