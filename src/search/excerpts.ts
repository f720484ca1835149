import { Database } from "bun:sqlite";
import { TOKENS } from "./file.ts";

/** Of a long line this much around the first hit is shown. */
const LONGEST = 300;
const BEFORE = 80;
const WORDS = 40;

/** Two that Unicode keeps free for such uses. */
const [OPEN, CLOSE] = ["\ufdd0", "\ufdd1"];
const MARKS = /[\ufdd0\ufdd1]/g;

export interface Excerpt {
  text: string;
  /** Where in the text the hits are, in UTF-16 units. */
  marks: { start: number; end: number }[];
}

/** FTS5 itself says which words of a line were meant: the few lines of a page are indexed once more, in memory. */
export class Excerpts implements Disposable {
  #db = new Database(":memory:");

  constructor() {
    this.#db.run(SCHEMA);
  }

  of(match: string, texts: readonly string[]): Excerpt[] {
    this.#db.run("DELETE FROM lines");
    const insert = this.#db.query("INSERT INTO lines (rowid, text) VALUES (?, ?)");
    this.#db.transaction(() => {
      for (const [place, text] of texts.entries()) insert.run(place + 1, text.replace(MARKS, " "));
    })();
    const query = this.#db.query<{ place: number; text: string }, [string, string, number, string]>(SNIPPETS);
    const found = new Map(query.all(OPEN, CLOSE, WORDS, match).map(({ place, text }) => [place - 1, text]));
    return texts.map((text, place) => cut(parse(found.get(place) ?? text)));
  }

  [Symbol.dispose](): void {
    this.#db.close();
  }
}

const SCHEMA = `CREATE VIRTUAL TABLE lines USING fts5 (text, tokenize = '${TOKENS}')`;
const SNIPPETS = "SELECT rowid AS place, snippet(lines, 0, ?, ?, '…', ?) AS text FROM lines WHERE lines MATCH ?";

function parse(marked: string): Excerpt {
  const excerpt: Excerpt = { text: "", marks: [] };
  marked.split(MARKS).forEach((piece, place) => {
    const start = excerpt.text.length;
    excerpt.text += piece;
    if (place % 2 === 1) excerpt.marks.push({ start, end: start + piece.length });
  });
  return excerpt;
}

function cut({ text, marks }: Excerpt): Excerpt {
  if (text.length <= LONGEST) return { text, marks };
  const from = Math.max(0, Math.min((marks[0]?.start ?? 0) - BEFORE, text.length - LONGEST));
  const inside = marks.flatMap(({ start, end }) => {
    const mark = { start: start - from, end: Math.min(end - from, LONGEST) };
    return mark.start < LONGEST ? [mark] : [];
  });
  return { text: text.slice(from, from + LONGEST), marks: inside };
}
