type Maker = (i: number) => { id: string };

/** Each leads to the next. */
export function lineOf(count: number, make: Maker) {
  const nodes = Array.from({ length: count }, (_, i) => make(i));
  return { nodes, edges: nodes.slice(1).map(({ id }, i) => ({ from: nodes[i]?.id, to: id })) };
}

/** So many different ways, each from a node to a later one, spread evenly. */
export function denseGraph(count: number, ways: number, make: Maker) {
  const nodes = Array.from({ length: count }, (_, i) => make(i));
  const edges: { from: string; to: string }[] = [];
  for (let step = 1; edges.length < ways; step++)
    for (const [i, { id }] of nodes.entries()) {
      const to = nodes[i + step];
      if (to && edges.length < ways) edges.push({ from: id, to: to.id });
    }
  return { nodes, edges };
}
