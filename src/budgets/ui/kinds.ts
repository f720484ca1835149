/** The kinds of tokens, each with its colour: disjoint, so that together they are all. */
export const KINDS = [
  { name: "Input", field: "input_tokens", color: "ink" },
  { name: "Cache read", field: "cache_read_tokens", color: "teal" },
  { name: "Cache write", field: "cache_write_tokens", color: "grape" },
  { name: "Output", field: "output_tokens", color: "orange" },
] as const;

/** The heights to draw for amounts that lie on one another: each with all those beneath it. */
export function stacked(layers: readonly (readonly number[])[]): number[][] {
  return layers.map((layer, at) =>
    layer.map((_, day) => layers.slice(0, at + 1).reduce((sum, one) => sum + (one[day] ?? 0), 0)),
  );
}
