// biome-ignore-all lint/suspicious/noControlCharactersInRegex: these are the characters
import { type Look, looksAfter, PLAIN } from "./sgr.ts";

/** A piece of a line in one look. */
export interface Piece {
  text: string;
  look: Look;
}

/** What is no text and no colour. */
const NOISE = [
  // Titles, and links to elsewhere.
  /\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?/g,
  /\x1b[PX^_][^\x1b]*(?:\x1b\\)?/g,
  // Moves of the cursor and modes of the screen, but colours (m) and erasing in the line (K).
  /\x1b\[[<-?][0-?]*[ -/]*[@-~]/g,
  /\x1b\[[0-?]*[ -/]*(?:[@-JL-ln-~]|$)/g,
  /\x1b[ -/]*[0-OQ-WYZ\\`-~]|\x1b(?!\[)/g,
  /[\x00-\x07\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f-\x9f]/g,
];
const ERASING = /\x1b\[([0-2]?)K/g;
const COLOURING = /\x1b\[([\d:;]*)m/;
const SPECIAL = /[\x00-\x08\x0b-\x1f\x7f-\x9f]/;

/** Stand for "erase from here to the end", "up to here" and "all"; no text holds them any more. */
const ERASERS = { "": "\x00", "0": "\x00", "1": "\x01", "2": "\x02" };
const MOVES = /[\r\b\x00-\x02]/;

/** A line as a terminal would show it. */
export function piecesOf(line: string): Piece[] {
  if (!SPECIAL.test(line)) return [{ text: line, look: PLAIN }];
  const clean = NOISE.reduce((text, noise) => text.replace(noise, ""), line).replace(
    ERASING,
    (_, what: keyof typeof ERASERS) => ERASERS[what],
  );
  const pieces = coloured(clean);
  return MOVES.test(clean) ? played(pieces) : pieces;
}

/** What one reads of it, and what is copied. */
export function textOf(line: string): string {
  return piecesOf(line)
    .map(({ text }) => text)
    .join("");
}

function coloured(line: string): Piece[] {
  let look = PLAIN;
  // Every second part is what stood in an escape sequence.
  return line.split(COLOURING).flatMap((part, at) => {
    if (at % 2 === 1) look = looksAfter(look, part);
    return at % 2 === 1 || part === "" ? [] : { text: part, look };
  });
}

/** A carriage return begins the line again, and what comes is written over what stands there. */
function played(pieces: readonly Piece[]): Piece[] {
  let cells: Piece[] = [];
  let column = 0;
  const blank = (): Piece => ({ text: " ", look: PLAIN });
  for (const { text: all, look } of pieces)
    for (const text of all) {
      if (text === "\r") column = 0;
      else if (text === "\b") column = Math.max(0, column - 1);
      else if (text === ERASERS[0]) cells = cells.slice(0, column);
      else if (text === ERASERS[1]) cells = cells.map((cell, at) => (at <= column ? blank() : cell));
      else if (text === ERASERS[2]) cells = [];
      else {
        while (cells.length < column) cells.push(blank());
        cells[column++] = { text, look };
      }
    }
  return joined(cells);
}

function joined(cells: readonly Piece[]): Piece[] {
  const pieces: Piece[] = [];
  for (const { text, look } of cells) {
    const last = pieces.at(-1);
    if (last?.look === look) last.text += text;
    else pieces.push({ text, look });
  }
  return pieces;
}
