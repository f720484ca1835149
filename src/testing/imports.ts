import { posix } from "node:path";

export interface Source {
  /** From the checkout's root: `src/kit/clock.ts`. */
  path: string;
  text: string;
}

export interface Import {
  line: number;
  /** A path below `src` or a package's name. */
  target: string;
  typesOnly: boolean;
}

const COMMENT = /\/\/[^\n]*|\/\*[\s\S]*?\*\//.source;
const STRING = /"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'/.source;
const EXPRESSION = /\$\{(?:[^{}`]|\{[^{}]*\}|`(?:\\[\s\S]|[^`\\])*`)*\}/.source;
const TEMPLATE = `\`(?:\\\\[\\s\\S]|${EXPRESSION}|[^\`\\\\])*\``;
const PATTERN = /(?<=(?:^|[(,=:[!&|?{};]|=>|\breturn)\s*)\/(?![/*])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/[a-z]*/
  .source;
const TOKENS = new RegExp([COMMENT, STRING, TEMPLATE, PATTERN].join("|"), "g");
const IN_TEMPLATE = new RegExp(`(${EXPRESSION})|[^\`]`, "g");
const IMPORT =
  /\b(?:import|export)\b(\s+type\b)?[^'"`;()]*?\bfrom\s*["']([^"'\n]+)["']|\bimport\s*\(?\s*["']([^"'\n]+)["']/g;

const blank = (text: string) => text.replace(/[^\n]/g, " ");

/** The text without what is no code: comments, patterns, the words of templates. Every character keeps its place. */
export function withoutWords(text: string): string {
  return text.replace(TOKENS, (token) => {
    if (token.startsWith('"') || token.startsWith("'")) return token;
    if (!token.startsWith("`")) return blank(token);
    return token.replace(IN_TEMPLATE, (part, expression) => expression ?? blank(part));
  });
}

export function withoutStrings(code: string): string {
  return code.replace(new RegExp(STRING, "g"), blank);
}

export function withoutComments(text: string): string {
  return text.replace(TOKENS, (token) => (/^\/[/*]/.test(token) ? blank(token) : token));
}

export function lineAt(text: string, index: number): number {
  return text.slice(0, index).split("\n").length;
}

export function importsOf({ path, text }: Source): Import[] {
  const code = withoutWords(text);
  return [...code.matchAll(IMPORT)].map((match) => {
    const name = match[2] ?? match[3] ?? "";
    const target = name.replace(/^~\//, "src/").replace(/^\.{1,2}\//, (up) => `${posix.dirname(path)}/${up}`);
    return { line: lineAt(code, match.index), target: posix.normalize(target), typesOnly: match[1] !== undefined };
  });
}
