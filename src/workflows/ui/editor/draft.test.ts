import { expect, test } from "bun:test";
import { addNode, changeNode, type Draft, EMPTY, freeId, place, refusalOf, removeNodes, unplace } from "./draft.ts";

const way = (from: string, to: string, when = "success") => ({ from, to, when });
const line: Draft = {
  nodes: [
    { id: "review", kind: "agent", prompt: "Look." },
    { id: "fine", kind: "condition", filter: { path: "nodes.review.data.ok", op: "eq", value: true } },
    { id: "ship", kind: "approval", question: "Merge {nodes.review.text} of {nodes.review_2.text}?" },
  ],
  edges: [way("review", "fine"), way("fine", "ship", "true")],
};

test("a new node has an id that no other has", () => {
  const one = addNode(EMPTY, { id: freeId(EMPTY, "agent"), kind: "agent" });
  expect(freeId(one, "agent")).toBe("agent_2");
  expect(freeId(addNode(one, { id: "agent_2", kind: "agent" }), "agent")).toBe("agent_3");
});

test("what names a node goes on naming it when it is called otherwise, and nothing else does", () => {
  const { nodes, edges } = changeNode(line, "review", { id: "look", kind: "agent", prompt: "Look." });
  expect(edges).toEqual([way("look", "fine"), way("fine", "ship", "true")]);
  expect(nodes[1]?.filter).toEqual({ path: "nodes.look.data.ok", op: "eq", value: true });
  expect(nodes[2]?.question).toBe("Merge {nodes.look.text} of {nodes.review_2.text}?");
});

test("with a node go its ways", () => {
  expect(removeNodes(line, ["fine"])).toEqual({ nodes: [line.nodes[0], line.nodes[2]] as Draft["nodes"], edges: [] });
});

test("a way that would be a circle, the same again or to itself is refused with a reason", () => {
  expect(refusalOf(line, way("ship", "review"))).toContain("circle");
  expect(refusalOf(line, way("review", "fine"))).toContain("already");
  expect(refusalOf(line, way("ship", "ship"))).toContain("itself");
  expect(refusalOf(line, way("review", "ship"))).toBeUndefined();
  expect(refusalOf(line, way("review", "fine"), 0)).toBeUndefined();
});

test("nodes are put somewhere, and left to the page again", () => {
  const placed = place(line, new Map([["review", { x: 1.4, y: 2.6 }]]));
  expect(placed.nodes.map(({ at }) => at)).toEqual([{ x: 1, y: 3 }, undefined, undefined]);
  expect(unplace(placed)).toEqual(line);
});
