import { expect, test } from "bun:test";
import { LINE_PX, View } from "./view.ts";

const HEIGHT = 400;
const opened = () => {
  const view = new View();
  view.resized(800, HEIGHT);
  return view;
};
/** What the page does after each change. */
const place = (view: View, count: number) => view.place({ scrollTop: 0 }, count);
const rows = (first: number, count: number, px: number) =>
  Array.from({ length: count }, (_, at) => [first + at, px] as const);

test("it follows the end, whatever comes, until somebody scrolls up", () => {
  const view = opened();
  expect(view.topOf(1_000)).toBe(1_000 * LINE_PX - HEIGHT);
  place(view, 1_000);
  view.scrolled(1_000 * LINE_PX - HEIGHT, 1_010);
  expect(view.following).toBe(true);
  place(view, 1_010);
  view.scrolled(view.topOf(1_010) - 3, 1_010);
  expect(view.following).toBe(false);
  const top = view.topOf(1_010);
  expect(view.topOf(5_000)).toBe(top);
});

test("scrolling down to the end takes it up again, scrolling down elsewhere does not", () => {
  const view = opened();
  view.letGo();
  view.scrolled(5_000, 1_000);
  expect(view.following).toBe(false);
  view.scrolled(1_000 * LINE_PX - HEIGHT - 10, 1_000);
  expect(view.following).toBe(true);
});

test("a row that is gone to stays in the middle while those around it are measured", () => {
  const view = opened();
  view.goTo(500);
  const { first } = view.slice(1_000);
  view.measured(rows(first, 30, 3 * LINE_PX), 1_000);
  const middle = view.topOf(1_000) + (HEIGHT - LINE_PX) / 2;
  expect(view.slice(1_000).offset).toBeLessThan(middle);
  expect(middle).toBe(500 * LINE_PX + 30 * 2 * LINE_PX);
});

test("what is above what one reads does not push it down", () => {
  const view = opened();
  view.letGo();
  view.scrolled(10_000, 2_000);
  const before = view.firstSeen(2_000);
  view.measured(rows(before - 10, 10, 2 * LINE_PX), 2_000);
  expect(view.firstSeen(2_000)).toBe(before);
  expect(view.topOf(2_000)).toBe(10_000 + 10 * LINE_PX);
});

test("it draws what is seen and a little more, also of nothing and of little", () => {
  const view = opened();
  expect(view.slice(0)).toMatchObject({ first: 0, last: -1, height: 0 });
  expect(view.slice(3)).toEqual({ first: 0, last: 2, offset: 0, height: 3 * LINE_PX });
  const { first, last } = view.slice(200_000);
  expect([last, last - first]).toEqual([199_999, 39]);
});

test("another width forgets how rows wrapped", () => {
  const view = opened();
  view.measured([[0, 100]], 10);
  expect(view.slice(10).height).toBe(10 * LINE_PX + 80);
  view.resized(700, HEIGHT);
  expect(view.slice(10).height).toBe(10 * LINE_PX);
});

test("a row that is seen is not moved, another is brought to the middle", () => {
  const view = opened();
  place(view, 1_000);
  const top = view.topOf(1_000);
  view.show(995, 1_000);
  expect([view.topOf(1_000), view.following]).toEqual([top, false]);
  view.show(100, 1_000);
  expect(view.topOf(1_000)).toBe(100 * LINE_PX - (HEIGHT - LINE_PX) / 2);
});
