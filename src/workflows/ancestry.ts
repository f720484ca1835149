import type { Graph } from "./graph.ts";
import { Walk } from "./walk.ts";

/** Answers whether a way leads from one node to another, of a graph without a cycle. Each has a bit for every other. */
export function ancestry({ nodes, edges }: Graph): (id: string, of: string) => boolean {
  const words = Math.ceil(nodes.length / 32);
  const places = new Map(nodes.map(({ id }, i) => [id, i]));
  const before = new Map(nodes.map(({ id }) => [id, new Uint32Array(words)]));
  const into = Map.groupBy(edges, ({ to }) => to);
  const always = edges.map((edge) => ({ ...edge, when: "always" }));
  const walk = new Walk({ nodes, edges: always });
  for (const id of walk.ready) {
    const own = before.get(id) ?? new Uint32Array(words);
    for (const { from } of into.get(id) ?? []) {
      before.get(from)?.forEach((bits, i) => {
        own[i] = (own[i] ?? 0) | bits;
      });
      const place = places.get(from) ?? 0;
      own[place >> 5] = (own[place >> 5] ?? 0) | (1 << (place & 31));
    }
    walk.settle(id, { status: "succeeded", port: null });
  }
  return (id, of) => {
    const place = places.get(id);
    return place !== undefined && ((before.get(of)?.[place >> 5] ?? 0) & (1 << (place & 31))) !== 0;
  };
}
