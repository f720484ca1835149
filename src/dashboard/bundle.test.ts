import { expect, test } from "bun:test";
import { type Bundle, bundle } from "./bundle.ts";

const FIRST_LOAD_BYTES = 300_000;

/** The files that are loaded before the first page is shown: the entries, and what their imports name. */
function firstLoad({ assets, entry }: Bundle): Set<string> {
  const wanted = new Set(["main.js", "main.css", "scheme.js"].map(entry));
  for (const name of wanted) {
    const text = new TextDecoder().decode(assets.get(name)?.bytes);
    // A lazy one is `import("…")`.
    for (const [, found] of text.matchAll(/(?:from|import)\s*"\/assets\/([^"]+)"/g)) if (found) wanted.add(found);
  }
  return wanted;
}

test("the first load, script and style together, is at most 300 kB on the wire", async () => {
  const built = await bundle();
  const files = [...firstLoad(built)];
  const bytes = files.reduce((sum, name) => sum + (built.assets.get(name)?.gzipped.length ?? Number.NaN), 0);
  expect(bytes).toBeLessThanOrEqual(FIRST_LOAD_BYTES);
});

test("what is seldom called up is no part of it", async () => {
  const built = await bundle();
  const text = [...firstLoad(built)].map((name) => new TextDecoder().decode(built.assets.get(name)?.bytes)).join("");
  expect(text).not.toContain("Where to, or what to do");
  expect(text).toContain("To the content");
});
