const ESC = "\u001b";
const STRING = `(?:${ESC}[P\\]X^_]|[\u0090\u0098\u009d\u009e\u009f]).*?(?:\u0007|${ESC}\\\\|\u009c|$)`;
const SEQUENCE = `(?:${ESC}\\[|\u009b)[0-?]*[ -/]*[@-~]?`;
const SHORT = `${ESC}[ -/]*[0-~]`;
/** In this order: what begins a longer one is not taken for itself. */
const CONTROL = new RegExp(`${STRING}|${SEQUENCE}|${SHORT}|[^\\P{Cc}\\t\\n]`, "gsu");
const COLOUR = new RegExp(`^${ESC}\\[[\\d;:]*m$`, "u");

/**
 * What a terminal may be shown of text that others wrote: its colours, and nothing else that a terminal would do, such as
 * to move, to clear, to set its title or to write to the clipboard.
 */
export function terminalText(text: string): string {
  return text.replace(CONTROL, (control) => (COLOUR.test(control) ? control : ""));
}
