import { expect, test } from "bun:test";
import { Keyboard } from "./keyboard.ts";
import { SHEET } from "./table.ts";

const plain = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, timeStamp: 10_000 };

/** What a keyboard with these keys does when one presses them in turn. */
function pressing(keys: string[], presses: (Partial<typeof plain> & { key: string })[]) {
  const done: string[] = [];
  const keyboard = new Keyboard();
  keyboard.bind(Object.fromEntries(keys.map((key) => [key, () => done.push(key)])));
  const taken = presses.map((press) => keyboard.press({ ...plain, ...press }));
  return { done, taken };
}

test("a key does what it is bound to, with what is held beside it", () => {
  const presses = [
    { key: "j" },
    { key: "?", shiftKey: true },
    { key: "K", shiftKey: true },
    { key: "k", ctrlKey: true },
    { key: "k", metaKey: true },
    { key: "z" },
  ];
  const { done, taken } = pressing(["j", "?", "K", "mod+k"], presses);
  expect(done).toEqual(["j", "?", "K", "mod+k", "mod+k"]);
  expect(taken).toEqual([true, true, true, true, true, false]);
});

test("the second of two keys counts when it comes soon, and else by itself", () => {
  const at = (key: string, timeStamp: number) => ({ key, timeStamp });
  expect(pressing(["g e", "e"], [at("g", 1_000), at("e", 1_200)]).done).toEqual(["g e"]);
  expect(pressing(["g e", "e"], [at("g", 1_000), at("e", 4_000)]).done).toEqual(["e"]);
  expect(pressing(["g e", "e"], [at("g", 1_000), at("x", 1_100), at("e", 1_200)]).done).toEqual(["e"]);
});

test("what was bound last is asked first, and may leave the key to the others", () => {
  const done: string[] = [];
  const keyboard = new Keyboard();
  keyboard.bind({ j: () => done.push("list") });
  const unbind = keyboard.bind({ j: () => done.push("log") });
  const leave = keyboard.bind({ j: () => false });
  keyboard.press({ ...plain, key: "j" });
  unbind();
  leave();
  keyboard.press({ ...plain, key: "j" });
  expect(done).toEqual(["log", "list"]);
});

test("no key of the sheet means two things in one place", () => {
  for (const { where, keys } of SHEET) {
    const names = keys.map(({ key }) => key);
    expect([where, new Set(names).size]).toEqual([where, names.length]);
  }
});
