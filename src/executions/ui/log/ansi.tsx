import Anser from "anser";
import type { CSSProperties } from "react";

/** What is no colour: the other sequences, links to elsewhere among them. A carriage return begins the line again. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters
const OTHERS = /\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b\[[0-9;?]*[A-HJKSThlsu]|\x1b[()][A-Z0-9]|\x1b[=>78]/g;

export function visibleText(text: string): string {
  const plain = text.replace(OTHERS, "");
  const line = plain.endsWith("\r") ? plain.slice(0, -1) : plain;
  return line.slice(line.lastIndexOf("\r") + 1);
}

/** A line in its colours: classes for the sixteen, the style property for the others, as the page's policy asks. */
export function Ansi({ text }: { text: string }) {
  const visible = visibleText(text);
  if (!visible.includes("\x1b")) return visible;
  return Anser.ansiToJson(visible, { use_classes: true, remove_empty: true }).map((part, i) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one line stay in their order
    <span key={i} className={classesOf(part)} style={styleOf(part)}>
      {part.content}
    </span>
  ));
}

type Part = ReturnType<typeof Anser.ansiToJson>[number];

function classesOf({ fg, bg, decorations }: Part): string {
  return [fg, bg && `${bg}-bg`, ...decorations.map((one) => `ansi-${one}`)].filter(Boolean).join(" ");
}

function styleOf(part: Part): CSSProperties | undefined {
  const [color, backgroundColor] = [colorOf(part.fg, part.fg_truecolor), colorOf(part.bg, part.bg_truecolor)];
  if (!color && !backgroundColor) return undefined;
  return { ...(color ? { color } : {}), ...(backgroundColor ? { backgroundColor } : {}) };
}

function colorOf(name: string | null, rgb: string | null): string | undefined {
  if (rgb) return `rgb(${rgb})`;
  const number = /^ansi-palette-(\d+)$/.exec(name ?? "")?.[1];
  return number && paletteColor(Number(number));
}

/** Of the 256 those after the sixteen: a cube of six levels each, then grays. */
function paletteColor(number: number): string {
  if (number >= 232) return `rgb(${Array(3).fill(8 + (number - 232) * 10)})`;
  const level = (of: number) => (of === 0 ? 0 : 55 + of * 40);
  const at = number - 16;
  return `rgb(${level(Math.floor(at / 36))},${level(Math.floor(at / 6) % 6)},${level(at % 6)})`;
}
