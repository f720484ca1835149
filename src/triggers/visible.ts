/**
 * What a person does not see, a model must not read. Beyond control characters these are:
 * - bidi marks, embeddings, overrides and isolates: U+061C, U+200E-200F, U+202A-202E, U+2066-2069;
 * - zero width: U+200B-200D, U+2060, U+FEFF, U+00AD soft hyphen, U+034F, U+180B-180F;
 * - invisible operators U+2061-2064, deprecated format U+206A-206F, interlinear annotation U+FFF9-FFFB;
 * - fillers: Hangul U+115F-1160, U+3164, U+FFA0, Khmer U+17B4-17B5; musical U+1D173-1D17A; shorthand U+1BCA0-1BCA3;
 * - variation selectors U+FE00-FE0D and U+E0100-E01EF, tags and all else of U+E0000-E0FFF; non-characters.
 * The number signs of Arabic and Kaithi are of the same Unicode class but seen, so they stay.
 */
const INVISIBLE =
  /[[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]--[\n\t\ufe0e\ufe0f\u0600-\u0605\u06dd\u0890\u0891\u08e2\u{110bd}\u{110cd}]]/gv;

/** Emoji carry one of these two; anywhere else they are a code of two letters. */
const STRAY_SELECTOR = /(?<![\p{Emoji}])[\ufe0e\ufe0f]/gu;

/** Nothing of it is hidden, and no comment can begin in it. */
const PLAIN = /^[\n\t\x20-;=-~]*$/;

/** Text as a person sees it: line ends made one, lone surrogates replaced, what is hidden removed. */
export function visible(text: string): string {
  if (PLAIN.test(text)) return text;
  const plain = text
    .toWellFormed()
    .replace(/\r\n?|[\u2028\u2029]/g, "\n")
    .replace(INVISIBLE, "")
    .replace(STRAY_SELECTOR, "");
  return withoutComments(plain);
}

const OPEN = "<!--";

/**
 * Removes HTML comments, unclosed ones to the end of the text, and those that come about when another is removed, in
 * one pass: each opening is also looked for across the seam between what is kept and what follows.
 */
function withoutComments(text: string): string {
  const kept = new Pieces();
  for (let at = 0; ; ) {
    const from = at;
    const tail = kept.tail();
    const seam = [3, 2, 1].find((n) => tail.endsWith(OPEN.slice(0, n)) && text.startsWith(OPEN.slice(n), from)) ?? 0;
    const open = seam > 0 ? from - seam : text.indexOf(OPEN, from);
    if (seam > 0) kept.drop(seam);
    else kept.push(text.slice(from, open < 0 ? undefined : open));
    // `<!-->` and `<!--->` are whole comments, so the opening's own dashes may close it.
    const close = /--!?>/g;
    close.lastIndex = open + OPEN.length - 2;
    if ((open < 0 && seam === 0) || !close.test(text)) return kept.whole();
    at = close.lastIndex;
  }
}

/** A text that grows and shrinks at its end. As one string it would be copied whole at every look at that end. */
class Pieces {
  #pieces: string[] = [];

  push(piece: string): void {
    if (piece !== "") this.#pieces.push(piece);
  }

  /** The last characters: as many as may begin a comment. */
  tail(): string {
    const last = this.#pieces.slice(1 - OPEN.length).map((piece) => piece.slice(1 - OPEN.length));
    return last.join("");
  }

  drop(count: number): void {
    for (let left = count; left > 0; ) {
      const piece = this.#pieces.pop() ?? "";
      this.push(piece.slice(0, -left));
      left -= piece.length;
    }
  }

  whole(): string {
    return this.#pieces.join("");
  }
}
