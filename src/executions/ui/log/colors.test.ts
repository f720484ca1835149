import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { contrast, ENOUGH, GROUNDS, inkOn, readable } from "./colors.ts";

const css = readFileSync(join(import.meta.dir, "log.css"), "utf8");
const SCHEMES = {
  light: css.slice(css.indexOf(":root"), css.indexOf("[data-")),
  dark: css.slice(css.indexOf("[data-")),
};
const channel = fc.integer({ min: 0, max: 255 });

function colorsOf(scheme: keyof typeof SCHEMES) {
  const block = SCHEMES[scheme].slice(0, SCHEMES[scheme].indexOf("}"));
  const found = [...block.matchAll(/--log-(\w+): #(..)(..)(..);/g)];
  const rgb = (hex: string[]) => hex.map((two) => Number.parseInt(two, 16)) as [number, number, number];
  return new Map(found.map(([, name = "", ...hex]) => [name, rgb(hex)]));
}

test.each(["light", "dark"] as const)("every colour can be read on every ground of the %s scheme", (scheme) => {
  const colors = colorsOf(scheme);
  const grounds = ["ground", "stderr", "marked"];
  const faint = grounds.flatMap((ground) =>
    [...colors]
      .filter(([name]) => !grounds.includes(name) && name !== "bar" && name !== "found")
      .filter(([, color]) => contrast(color, colors.get(ground) ?? color) < ENOUGH)
      .map(([name]) => `${name} on ${ground}`),
  );
  expect(faint).toEqual([]);
  expect([...(colors.get("marked") ?? [])]).toEqual([...GROUNDS[scheme]]);
});

test("a colour of a program's own can be read on both, and letters on a ground of its own", () => {
  fc.assert(
    fc.property(channel, channel, channel, (...rgb) => {
      const { light, dark } = readable(rgb);
      expect(contrast(light, GROUNDS.light)).toBeGreaterThanOrEqual(ENOUGH);
      expect(contrast(dark, GROUNDS.dark)).toBeGreaterThanOrEqual(ENOUGH);
      const ink = inkOn(rgb) === "#000" ? ([0, 0, 0] as const) : ([255, 255, 255] as const);
      expect(contrast(ink, rgb)).toBeGreaterThanOrEqual(ENOUGH);
    }),
  );
});

test("what can be read already stays as it is", () => {
  expect(readable([10, 20, 30]).light).toEqual([10, 20, 30]);
  expect(readable([240, 240, 240]).dark).toEqual([240, 240, 240]);
});
