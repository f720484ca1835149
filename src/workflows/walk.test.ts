import { expect, test } from "bun:test";
import fc from "fast-check";
import type { Edge } from "./graph.ts";
import type { RunStatus } from "./status.ts";
import { type Ended, type Shape, Walk } from "./walk.ts";

const WHENS = ["success", "failure", "always", "left", "right"];
const ENDINGS: Ended[] = [
  ...(["succeeded", "failed", "timed_out", "interrupted", "cancelled"] as const).map((status) => ({
    status,
    port: null,
  })),
  ...["left", "right"].map((port) => ({ status: "succeeded" as const, port })),
];

/** Graphs whose ways lead from a node to later ones, and how each node would end. */
const graph = fc.integer({ min: 1, max: 12 }).chain((size) => {
  const ends = fc.array(fc.constantFrom(...ENDINGS), { minLength: size, maxLength: size });
  const optional = fc.array(fc.boolean(), { minLength: size, maxLength: size });
  const edge = fc.tuple(fc.nat(size - 1), fc.nat(size - 1), fc.constantFrom(...WHENS));
  return fc.tuple(ends, optional, fc.array(edge, { maxLength: 30 })).map(([ends, optional, drawn]) => ({
    ends,
    nodes: ends.map((_, i) => ({ id: `n${i}`, optional: optional[i] ?? false })),
    edges: drawn
      .filter(([from, to]) => from !== to)
      .map(([a, b, when]): Edge => ({ from: `n${Math.min(a, b)}`, to: `n${Math.max(a, b)}`, when })),
  }));
});

type Drawn = Shape & { ends: Ended[] };

/** Walks as a run does, in an order that `choose` decides; answers what ran, in that order, and what was skipped. */
function walked(drawn: Drawn, choose: (ready: string[]) => string) {
  const walk = new Walk(drawn);
  const ran: string[] = [];
  while (walk.ready.size > 0) {
    const id = choose([...walk.ready]);
    ran.push(id);
    walk.settle(id, drawn.ends[Number(id.slice(1))] as Ended);
  }
  return { ran, skipped: new Set(walk.dead), isOver: walk.isOver };
}

/** The same said of each node by itself, from the last way to the first: it runs when it has no way in, or one that leads. */
function oracle({ nodes, edges, ends }: Drawn): Set<string> {
  const runs = (i: number): boolean => {
    const into = edges.filter(({ to }) => to === `n${i}`);
    return into.length === 0 || into.some((edge) => leads(edge));
  };
  const leads = ({ from, when }: Edge): boolean => {
    const i = Number(from.slice(1));
    if (!runs(i)) return false;
    const { status, port } = ends[i] as Ended;
    const bad: RunStatus[] = ["failed", "timed_out", "interrupted"];
    switch (when) {
      case "always":
        return status !== "cancelled";
      case "failure":
        return bad.includes(status);
      case "success":
        return status === "succeeded" || (bad.includes(status) && nodes[i]?.optional === true);
      default:
        return status === "succeeded" && port === when;
    }
  };
  return new Set(nodes.filter((_, i) => runs(i)).map(({ id }) => id));
}

test("in every graph what runs, what is skipped and in which order is as each node by itself says", () => {
  fc.assert(
    fc.property(graph, fc.infiniteStream(fc.nat()), (drawn, turns) => {
      const { ran, skipped, isOver } = walked(drawn, (ready) => {
        const { value } = turns.next();
        return ready[value % ready.length] as string;
      });
      const expected = oracle(drawn);
      expect(new Set(ran)).toEqual(expected);
      expect(ran).toHaveLength(expected.size);
      expect(skipped).toEqual(new Set(drawn.nodes.flatMap(({ id }) => (expected.has(id) ? [] : id))));
      expect(isOver).toBe(true);
      for (const { from, to } of drawn.edges)
        if (expected.has(from) && expected.has(to)) expect(ran.indexOf(from)).toBeLessThan(ran.indexOf(to));
    }),
    { numRuns: 10_000 },
  );
}, 60_000);

test("a join behind a branch runs when the way taken has ended", () => {
  const ways = ["if a true", "if b false", "a join success", "b join success"].map((way) => way.split(" "));
  const edges = ways.map(([from = "", to = "", when = ""]) => ({ from, to, when }));
  const walk = new Walk({ nodes: ["if", "a", "b", "join"].map((id) => ({ id, optional: false })), edges });
  walk.settle("if", { status: "succeeded", port: "false" });
  expect([[...walk.ready], walk.dead]).toEqual([["b"], ["a"]]);
  walk.settle("b", { status: "succeeded", port: null });
  expect([...walk.ready]).toEqual(["join"]);
});

test("a thousand nodes and ten thousand ways are planned at once", () => {
  const nodes = Array.from({ length: 1_000 }, (_, i) => ({ id: `n${i}`, optional: false }));
  const edges = Array.from({ length: 10_000 }, (_, i) => {
    const from = i % 999;
    return { from: `n${from}`, to: `n${from + 1 + (i % (999 - from))}`, when: "success" };
  });
  const { ran, isOver } = walked(
    { nodes, edges, ends: nodes.map(() => ENDINGS[0] as Ended) },
    ([first]) => first as string,
  );
  expect([ran.length, isOver]).toEqual([1_000, true]);
});
