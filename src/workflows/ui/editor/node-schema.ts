import { emptyOf, type Resolved, resolve, type Schema, tagOf, type Value } from "~/ui/parts/schema-form/schema.ts";
import type { DraftNode } from "./draft.ts";

/** The schema of one kind of node, out of that of a graph. */
export function schemaOf(kind: string, root: Schema): Resolved | undefined {
  const list = resolve(root.properties?.nodes ?? {}, root);
  const variants = (resolve(list.items ?? {}, root).oneOf ?? []).map((one) => resolve(one, root));
  return variants.find((one) => tagOf(one)[1] === kind);
}

const FIRST_CONDITION = { path: "", op: "eq", value: "" };

/** What a node of a kind begins with. */
export function freshNode(kind: string, id: string, root: Schema): DraftNode {
  const schema = schemaOf(kind, root);
  const empty = (schema ? emptyOf(schema, root) : {}) as Value;
  const filter = schema?.properties?.filter ? { filter: FIRST_CONDITION } : {};
  return withStep({ ...empty, ...filter, id, kind });
}

/** What a map does has an id too, which nobody calls it by. */
export function withStep(node: DraftNode): DraftNode {
  const { each } = node;
  return typeof each === "object" && each !== null ? { ...node, each: { id: "each", ...each } } : node;
}

/** Fields that are asked for at once, beside those that must be there; the others lie folded. */
const FIRST = ["name", "chain", "output_schema", "input", "expires_secs", "max_parallel", "headers", "body", "text"];
/** Said elsewhere, or by nobody. */
const SILENT = ["kind", "at"];

export function fieldsOf({ properties = {}, required = [] }: Resolved): { main: string[]; more: string[] } {
  const names = Object.keys(properties).filter((name) => !SILENT.includes(name));
  const isMain = (name: string) => required.includes(name) || FIRST.includes(name);
  return { main: names.filter(isMain), more: names.filter((name) => !isMain(name)) };
}
