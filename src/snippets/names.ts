const MENTION = /\{snippet:([\w-]+)\}/g;

/** The names of the snippets that a template asks for, each once. */
export function namesIn(template: string): string[] {
  return [...new Set([...template.matchAll(MENTION)].flatMap(([, name]) => name ?? []))];
}
