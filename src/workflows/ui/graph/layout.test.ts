import { expect, test } from "bun:test";
import { HEIGHT, placesOf, WIDTH } from "./layout.ts";

const nodes = (...ids: string[]) => ids.map((id) => ({ id }));
const way = (from: string, to: string) => ({ from, to });

test("what follows stands beneath what leads to it, and nothing lies over another", () => {
  const edges = [way("a", "b"), way("a", "c"), way("b", "d"), way("c", "d")];
  const places = [...placesOf({ nodes: nodes("a", "b", "c", "d"), edges })];
  const y = Object.fromEntries(places.map(([id, { y }]) => [id, y]));
  for (const { from, to } of edges) expect(y[from]).toBeLessThan(y[to] ?? Number.NaN);
  for (const [i, [, one]] of places.entries())
    for (const [, other] of places.slice(i + 1))
      expect(Math.abs(one.x - other.x) >= WIDTH || Math.abs(one.y - other.y) >= HEIGHT).toBe(true);
});

test("what was put somewhere stands there; a way to nowhere and a circle are no reason to fail", () => {
  const at = { x: 7, y: 8 };
  expect(placesOf({ nodes: [{ id: "a", at }], edges: [] }).get("a")).toEqual(at);
  const circle = [way("a", "b"), way("b", "a"), way("a", "gone"), way("a", "a")];
  expect(placesOf({ nodes: nodes("a", "b"), edges: circle }).size).toBe(2);
});

test("two hundred nodes are laid out within half a second", () => {
  const many = nodes(...Array.from({ length: 200 }, (_, i) => `n${i}`));
  const edges = many.slice(1).map(({ id }, i) => way(`n${Math.floor(i / 3)}`, id));
  placesOf({ nodes: many, edges });
  const began = performance.now();
  placesOf({ nodes: many, edges });
  expect(performance.now() - began).toBeLessThan(500);
});
