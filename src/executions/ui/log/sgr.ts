/** How text looks. A colour is one of the sixteen names, or `r,g,b` as a program chose it. */
export interface Look {
  fg?: string;
  bg?: string;
  /** `bold`, `underline`, … */
  marks: readonly string[];
}

export const PLAIN: Look = { marks: [] };

/** What the numbers from 1 set. */
const MARKS = ["", "bold", "dim", "italic", "underline", "", "", "reverse", "hidden", "strike"] as const;
const NAMES = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"] as const;

/** The look after the parameters of one `ESC [ … m`; what is not known of them changes nothing. */
export function looksAfter(look: Look, parameters: string): Look {
  const codes = parameters.split(";").flatMap(codesOf);
  let next = look;
  for (let code = codes.shift(); code !== undefined; code = codes.shift()) {
    if (code === 38 || code === 48) next = withColor(next, code === 38 ? "fg" : "bg", chosen(codes));
    else next = after(next, code);
  }
  return next;
}

/** `38:2::1:2:3` is the other way to write `38;2;1;2;3`; of `4:3` the kind of the underline is left out. */
function codesOf(parameter: string): number[] {
  const [code = 0, ...rest] = parameter
    .split(":")
    .filter((part, at) => at === 0 || part !== "")
    .map(Number);
  return code === 38 || code === 48 ? [code, ...rest] : [code];
}

function after(look: Look, code: number): Look {
  const mark = MARKS[code];
  if (code === 0) return PLAIN;
  if (mark) return { ...look, marks: [...look.marks.filter((one) => one !== mark), mark] };
  if (code === 22) return without(look, ["bold", "dim"]);
  if (code > 22 && code < 30) return without(look, [MARKS[code - 20] ?? ""]);
  if (code === 39 || code === 49) return withColor(look, code === 39 ? "fg" : "bg", undefined);
  const [tens, ones] = [Math.floor(code / 10), code % 10];
  const name = NAMES[ones];
  if (name === undefined) return look;
  if (tens === 3 || tens === 4) return withColor(look, tens === 3 ? "fg" : "bg", name);
  return tens === 9 || tens === 10 ? withColor(look, tens === 9 ? "fg" : "bg", `bright-${name}`) : look;
}

function without(look: Look, marks: readonly string[]): Look {
  return { ...look, marks: look.marks.filter((one) => !marks.includes(one)) };
}

function withColor(look: Look, of: "fg" | "bg", color: string | undefined): Look {
  const { [of]: _, ...rest } = look;
  return color === undefined ? rest : { ...rest, [of]: color };
}

/** `5;n` of the palette, or `2;r;g;b`. */
function chosen(codes: number[]): string | undefined {
  const mode = codes.shift();
  if (mode === 5) return ofPalette(codes.shift() ?? 0);
  return mode === 2 ? codes.splice(0, 3).join() : undefined;
}

/** The sixteen, then a cube of six levels each, then grays. */
function ofPalette(number: number): string | undefined {
  if (number < 8) return NAMES[number];
  if (number < 16) return `bright-${NAMES[number - 8]}`;
  if (number >= 232)
    return Array(3)
      .fill(8 + (number - 232) * 10)
      .join();
  const level = (of: number) => (of === 0 ? 0 : 55 + of * 40);
  const at = number - 16;
  return [Math.floor(at / 36), Math.floor(at / 6) % 6, at % 6].map(level).join();
}
