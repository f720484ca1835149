/** A piece of a prompt; `field` names the placeholder that text from outside was put in for. */
export interface Piece {
  text: string;
  field?: string;
}

const SENTENCE = /^Tags named untrusted-([\w-]{1,64}) hold text from outside\./;
const LAST = /\n\nTags named untrusted-([\w-]{1,64}) hold text from outside\.[^\n]*$/;

/**
 * Where text from outside stands in a prompt. Its tags bear a boundary that nobody outside could know, which is read
 * where only the server writes: the first words, or the last of a slash command.
 */
export function piecesOf(prompt: string): Piece[] {
  const boundary = (SENTENCE.exec(prompt) ?? LAST.exec(prompt))?.[1];
  if (boundary === undefined) return [{ text: prompt }];
  const field = new RegExp(`(<untrusted-${boundary} field="[^"]*"[^>]*>)([\\s\\S]*?)(</untrusted-${boundary}>)`);
  const [first = "", ...rest] = prompt.split(field);
  const pieces: Piece[] = [{ text: first }];
  for (let at = 0; at < rest.length; at += 4) {
    const [open = "", inside = "", close = "", between = ""] = rest.slice(at, at + 4);
    const name = / field="([^"]*)"/.exec(open)?.[1] ?? "";
    pieces.push({ text: open }, { text: inside, field: name }, { text: close + between });
  }
  return joined(pieces);
}

function joined(pieces: Piece[]): Piece[] {
  const whole: Piece[] = [];
  for (const piece of pieces) {
    const last = whole.at(-1);
    if (last && last.field === undefined && piece.field === undefined) last.text += piece.text;
    else whole.push({ ...piece });
  }
  return whole.filter(({ text }) => text !== "");
}
