import { expect, test } from "bun:test";
import { tmpdir } from "node:os";
import { type Bundle, bundle } from "./bundle.ts";

const FIRST_LOAD_BYTES = 300_000;

/** The files that are loaded before the first page is shown: the entries, and what their imports name. */
function firstLoad({ assets, entry }: Bundle): Set<string> {
  const wanted = new Set(["main.js", "main.css", "scheme.js"].map(entry));
  for (const name of wanted) for (const found of importsOf(assets, name)) wanted.add(found);
  return wanted;
}

/** A lazy one is `import("…")`. */
function importsOf(assets: Bundle["assets"], name: string): string[] {
  const text = new TextDecoder().decode(assets.get(name)?.bytes);
  return [...text.matchAll(/(?:from|import)\s*"\/assets\/([^"]+)"/g)].flatMap(([, found]) => found ?? []);
}

test("the first load, script and style together, is at most 300 kB on the wire", async () => {
  const built = await bundle();
  const files = [...firstLoad(built)];
  const bytes = files.reduce((sum, name) => sum + (built.assets.get(name)?.gzipped.length ?? Number.NaN), 0);
  expect(bytes).toBeLessThanOrEqual(FIRST_LOAD_BYTES);
});

test("a page asks for few files beside it: what many share comes with the first", async () => {
  const { assets, entry } = await bundle();
  const first = firstLoad({ assets, entry });
  const home = [...assets].find(
    ([name, { bytes }]) => !first.has(name) && new TextDecoder().decode(bytes).includes("Next by the clock"),
  );
  const wanted = new Set(home ? [home[0]] : []);
  for (const name of wanted) for (const found of importsOf(assets, name)) if (!first.has(found)) wanted.add(found);
  expect(wanted.size).toBeGreaterThan(1);
  expect(wanted.size).toBeLessThan(25);
});

test("it is built wherever the server was started", () => {
  const script = `const { buildFiles } = await import("${import.meta.dir}/build.ts"); console.log((await buildFiles()).length)`;
  const { stdout, stderr } = Bun.spawnSync([process.execPath, "-e", script], { cwd: tmpdir() });
  expect([Number(stdout.toString()) > 10, stderr.toString()]).toEqual([true, ""]);
});

test("what is seldom called up is no part of it", async () => {
  const built = await bundle();
  const text = [...firstLoad(built)].map((name) => new TextDecoder().decode(built.assets.get(name)?.bytes)).join("");
  expect(text).not.toContain("Where to, or what to do");
  expect(text).toContain("To the content");
});
