import { and, asc, eq, gte, inArray, isNotNull, ne, sql } from "drizzle-orm";
import type { Tx } from "~/db/tx.ts";
import { parsePath } from "~/triggers/index.ts";
import type { Course } from "./course.ts";
import { kindOf, type Node } from "./kinds/index.ts";
import type { Standing } from "./store.ts";
import { run_nodes } from "./tables.ts";
import type { Values } from "./values.ts";

/** What a node may ask for: of what others left only what it does ask for is read. */
export function valuesOf({ tx, run }: Course, row: Standing, node: Node): Values {
  const named = kindOf(node).takesAll?.(node) ? undefined : namedBy(node);
  const left = named?.length === 0 ? [] : leftIn(tx, run.id, named);
  const nodes = Object.fromEntries(left.map(({ node_id, ...values }) => [node_id, values]));
  return { input: run.input, nodes, ...(row.item >= 0 && { item: givenTo(tx, row), index: row.item }) };
}

function leftIn(tx: Tx, run_id: string, ids: string[] | undefined) {
  const ended = and(
    ...[eq(run_nodes.run_id, run_id), eq(run_nodes.item, -1), isNotNull(run_nodes.ended_at)],
    ...[ne(run_nodes.status, "skipped"), ids && inArray(run_nodes.node_id, ids)],
  );
  const { node_id, text, data, status } = run_nodes;
  return tx.select({ node_id, text, data, status }).from(run_nodes).where(ended).orderBy(sql`rowid`).all();
}

function namedBy(node: Node): string[] {
  const paths = kindOf(node)
    .asks(node)
    .map((path) => parsePath(path) ?? []);
  return [...new Set(paths.flatMap(([root, id]) => (root === "nodes" && typeof id === "string" ? [id] : [])))];
}

function givenTo(tx: Tx, { run_id, node_id, item }: Standing): unknown {
  const own = and(eq(run_nodes.run_id, run_id), eq(run_nodes.node_id, node_id), eq(run_nodes.item, item));
  return tx.select({ given: run_nodes.given }).from(run_nodes).where(own).get()?.given;
}

/** What the items of a map left, in their order. */
export function leftByItems({ tx, run }: Course, node_id: string): unknown[] {
  const own = and(eq(run_nodes.run_id, run.id), eq(run_nodes.node_id, node_id), gte(run_nodes.item, 0));
  const { text, data } = run_nodes;
  const items = tx.select({ text, data }).from(run_nodes).where(own).orderBy(asc(run_nodes.item)).all();
  return items.map(({ data, text }) => data ?? text);
}

/** What these nodes left, by their ids. */
export function leftBy({ tx, run }: Course, ids: string[]): Map<string, unknown> {
  const { node_id, text, data } = run_nodes;
  const own = and(eq(run_nodes.run_id, run.id), eq(run_nodes.item, -1), inArray(node_id, ids));
  const rows = tx.select({ node_id, text, data }).from(run_nodes).where(own).all();
  return new Map(rows.map(({ node_id, text, data }) => [node_id, data ?? text]));
}
