/** The lightest ground of the dark scheme and the darkest of the light one, as log.css has them for a marked line. */
export const GROUNDS = { light: [255, 243, 191], dark: [43, 37, 0] } as const;

type Rgb = readonly [number, number, number];

/** Letters of WCAG's AA. */
export const ENOUGH = 4.5;
const STEP = 0.05;

/** A colour as a program chose it, moved towards black or white as far as it takes to read it on each scheme's ground. */
export function readable(rgb: Rgb): { light: Rgb; dark: Rgb } {
  return { light: moved(rgb, GROUNDS.light, 0), dark: moved(rgb, GROUNDS.dark, 255) };
}

/** Black or white, whichever is read better on a colour. */
export function inkOn(ground: Rgb): "#000" | "#fff" {
  return contrast([0, 0, 0], ground) >= contrast([255, 255, 255], ground) ? "#000" : "#fff";
}

export function contrast(one: Rgb, other: Rgb): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

export function parseRgb(text: string): Rgb {
  const [red = 0, green = 0, blue = 0] = text.split(",").map(Number);
  return [red, green, blue];
}

function moved(rgb: Rgb, ground: Rgb, to: number): Rgb {
  for (let share = 0; share < 1; share += STEP) {
    const mix = (of: number) => Math.round(of + (to - of) * share);
    const mixed: Rgb = [mix(rgb[0]), mix(rgb[1]), mix(rgb[2])];
    if (contrast(mixed, ground) >= ENOUGH) return mixed;
  }
  return [to, to, to];
}

function luminance(rgb: Rgb): number {
  const linear = (of: number) => (of <= 10.31475 ? of / 3294.6 : ((of / 255 + 0.055) / 1.055) ** 2.4);
  return 0.2126 * linear(rgb[0]) + 0.7152 * linear(rgb[1]) + 0.0722 * linear(rgb[2]);
}
