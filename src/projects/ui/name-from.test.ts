import { expect, test } from "bun:test";
import { nameFrom } from "./name-from.ts";

test.each([
  ["https://github.com/acme/shop.git", "shop"],
  ["git@github.com:shop.git", "shop"],
  ["/srv/code/shop/", "shop"],
  ["https://", ""],
  ["", ""],
])("%p is called %p", (where, name) => expect(nameFrom(where)).toBe(name));
