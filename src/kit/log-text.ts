const COLOURS: Record<string, number> = { debug: 90, info: 36, warn: 33, error: 31, fatal: 35 };
const PLAIN = /^[\w.:/@{}+*-]+$/;

/**
 * A JSON line of the log as one line for people. Our own: pino-pretty sets errors and what is nested over several lines,
 * and hands on what a caller may have put into a field, escape sequences for the terminal included.
 */
export function textLine(json: string, colour: boolean): string {
  const { time, level, msg, err, ...fields } = JSON.parse(json) as Record<string, unknown>;
  const name = String(level).toUpperCase().padEnd(5);
  const words = Object.entries(fields).map(([field, value]) => `${field}=${wordOf(value)}`);
  const shown = colour ? `\u001b[${COLOURS[String(level)]}m${name}\u001b[0m` : name;
  return `${[time, shown, visible(String(msg ?? "")), ...words, ...errorWords(err)].join(" ")}\n`;
}

function errorWords(err: unknown): string[] {
  if (typeof err !== "object" || err === null) return [];
  const { type, message, stack } = err as Record<string, unknown>;
  const frames = typeof stack === "string" ? [...stack.matchAll(/^\s+at (.+)$/gm)].map(([, frame]) => frame) : [];
  return [
    `err=${wordOf(`${type}: ${message ?? ""}`)}`,
    ...(frames.length > 0 ? [`at=${wordOf(frames.join(" < "))}`] : []),
  ];
}

function wordOf(value: unknown): string {
  if (typeof value === "string") return PLAIN.test(value) ? value : visible(JSON.stringify(value));
  return visible(JSON.stringify(value) ?? "");
}

/** JSON escapes the control characters below 32; a terminal obeys some above 126, too. */
function visible(text: string): string {
  return text.replace(/\p{Cc}/gu, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
