/** What is written behind a brace that is still open before the caret: `{pr_ti|`. */
export function wordBefore(text: string, caret: number): string | undefined {
  return /\{([\w.:[\]*-]*)$/.exec(text.slice(0, caret))?.[1];
}

export interface Offer {
  /** What stands between the braces. */
  name: string;
  hint: string;
}

const SHOWN = 12;

/** What may stand there: what begins so first, then what holds it. */
export function offersFor(word: string, offers: readonly Offer[]): Offer[] {
  const asked = word.toLowerCase();
  const held = offers.filter(({ name }) => name.toLowerCase().includes(asked) && name !== word);
  return held.toSorted((a, b) => rank(a, asked) - rank(b, asked)).slice(0, SHOWN);
}

const rank = ({ name }: Offer, asked: string) => (name.toLowerCase().startsWith(asked) ? 0 : 1);

/** The text with the word before the caret made whole, and where the caret stands then. */
export function completed(text: string, caret: number, name: string): { text: string; caret: number } {
  const start = caret - (wordBefore(text, caret)?.length ?? 0);
  const end = text.startsWith("}", caret) ? caret + 1 : caret;
  return { text: `${text.slice(0, start)}${name}}${text.slice(end)}`, caret: start + name.length + 1 };
}

const DEEP = 4;
const MOST_PATHS = 200;

/** The fields of a payload as placeholders name them: `payload.pull_request.title`. */
export function pathsOf(payload: unknown, at = "payload", deep = 0): Offer[] {
  if (typeof payload !== "object" || payload === null || deep > DEEP) return [];
  const step = (key: string) => (Array.isArray(payload) ? `${at}[${key}]` : `${at}.${key}`);
  const fields = Object.entries(payload).filter(([key]) => /^[\w-]+$/.test(key));
  const found = fields.flatMap(([key, value]) => [
    { name: step(key), hint: hintOf(value) },
    ...pathsOf(value, step(key), deep + 1),
  ]);
  return found.slice(0, MOST_PATHS);
}

function hintOf(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
