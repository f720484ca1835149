import type { Draft } from "./draft.ts";

export type Format = "json" | "yaml";

/** A graph as a file that a person may keep beside his code. */
export async function written(draft: Draft, format: Format): Promise<string> {
  if (format === "json") return `${JSON.stringify(draft, null, 2)}\n`;
  const { stringify } = await import("yaml");
  return stringify(draft);
}

/** A graph of such a file, or of one that has it under `graph`. Throws what is wrong with it. */
export async function read(text: string): Promise<Draft> {
  const { parse } = await import("yaml");
  const given: unknown = parse(text, { maxAliasCount: 100 });
  const graph = fieldOf(given, "graph") ?? given;
  const nodes = fieldOf(graph, "nodes");
  if (!Array.isArray(nodes)) throw new Error("This file holds no graph: it has no list of nodes.");
  const edges = fieldOf(graph, "edges");
  const ways = (Array.isArray(edges) ? edges : []).map((edge) => ({ when: "success", ...edge }));
  return { ...(graph as Draft), nodes, edges: ways };
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

export function download(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text]));
  const link = Object.assign(document.createElement("a"), { href: url, download: name });
  link.click();
  URL.revokeObjectURL(url);
}
