import { z } from "@hono/zod-openapi";

/**
 * Regular expressions backtrack here, so one may be saved only if an estimate of its steps over a hostile text stays
 * small. The estimate follows the syntax: a repetition that may stop in several places multiplies what comes after it,
 * unless the next character tells at once that it stopped too early. It errs on the side of refusing.
 */
export const PATTERN_LIMIT = 200;
export const TEXT_LIMIT = 3_000;
/** Of one pattern, and of all those of a filter together: a tenth of a second. */
export const STEP_LIMIT = 3 * TEXT_LIMIT ** 2;

export function compile(source: string): RegExp | undefined {
  try {
    return new RegExp(source, "u");
  } catch {
    return undefined;
  }
}

/** Why a pattern may not be used, as a sentence; undefined when it may. */
export function refusal(source: string): string | undefined {
  if (source.length > PATTERN_LIMIT) return `must be at most ${PATTERN_LIMIT} characters`;
  if (!compile(source)) return "is not a regular expression";
  const tree = parse(source);
  if (!tree) return "must do without look-around, back-references and flags other than i and s";
  if (stepsOf(tree) <= STEP_LIMIT) return undefined;
  return "may take too long on a hostile text: begin it with ^, nest no repetitions, repeat less of what overlaps";
}

/** The steps that a pattern which was not refused may take over a text of TEXT_LIMIT. */
export function steps(source: string): number {
  const tree = parse(source);
  return tree ? stepsOf(tree) : Infinity;
}

function stepsOf(tree: Choice): number {
  const starts = tree.options.every(([first]) => first?.kind === "start") ? 1 : TEXT_LIMIT;
  return starts * analyse(tree, END).steps;
}

export const Pattern = z
  .string()
  .min(1)
  .superRefine((source, ctx) => {
    const message = refusal(source);
    if (message) ctx.addIssue({ code: "custom", message });
  })
  .openapi({ example: "^release/\\d+\\.\\d+$" });

/** Which characters: a bit for each of ASCII, for the two that fold to ASCII, for all others, and for the text's end. */
type Chars = bigint;
const CHARACTERS = [...Array.from({ length: 128 }, (_, code) => String.fromCharCode(code)), "\u017f", "\u212a"];
const OTHERS: Chars = 1n << 130n;
const TEXT_END: Chars = 1n << 131n;
const ANY: Chars = (1n << 132n) - 1n;
/** One character, escape or class that names no other character outside ASCII. */
const ASCII_ONLY = /^(?:\\(?:[dwtnrfv]|[^A-Za-z])|[^.\\[]|\[(?!\^)(?:\\(?:[dwtnrfv]|[^A-Za-z])|[^\\])+\])$/;

type Node =
  | { kind: "chars"; chars: Chars }
  | { kind: "start" }
  | { kind: "edge" }
  | { kind: "end" }
  | { kind: "repeat"; body: Node; min: number; max: number }
  | Choice;
type Choice = { kind: "choice"; options: Node[][] };

const TOKEN =
  /(?<open>\((?:\?:|\?<[\w$]+>|\?[is]*(?:-[is]+)?:|(?!\?)))|(?<close>\))|(?<bar>\|)|(?<start>\^)|(?<end>\$)|(?<edge>\\[bB])|(?<quantifier>[*+?]|\{\d+(?:,\d*)?\})\??|(?<chars>\\(?:[pP]\{[^}]*\}|u\{[^}]*\}|u[\da-f]{4}|x[\da-f]{2}|c[a-z]|[^1-9k])|\[(?:\\.|[^\]\\])*\]|[^\\[()|*+?{}^$])/isuy;

function parse(source: string): Choice | undefined {
  const root: Choice = { kind: "choice", options: [[]] };
  const open = [root];
  for (let at = 0; at < source.length; at = TOKEN.lastIndex) {
    TOKEN.lastIndex = at;
    const token = TOKEN.exec(source)?.groups;
    const choice = open.at(-1);
    const sequence = choice?.options.at(-1);
    if (!token || !choice || !sequence) return undefined;
    if (token.bar) choice.options.push([]);
    else if (token.close) open.pop();
    else if (token.quantifier) sequence.push(repeat(sequence.pop(), token.quantifier));
    else sequence.push(leaf(token));
    const last = sequence.at(-1);
    if (token.open && last?.kind === "choice") open.push(last);
  }
  return root;
}

function leaf(token: Record<string, string | undefined>): Node {
  if (token.open) return { kind: "choice", options: [[]] };
  if (token.chars) return { kind: "chars", chars: charsOf(token.chars) };
  return { kind: token.start ? "start" : token.end ? "end" : "edge" };
}

function repeat(body: Node = { kind: "edge" }, quantifier: string): Node {
  const [min = 0, max = min] =
    { "*": [0, TEXT_LIMIT], "+": [1, TEXT_LIMIT], "?": [0, 1] }[quantifier] ?? bounds(quantifier);
  return { kind: "repeat", body, min, max: Math.min(max, TEXT_LIMIT) };
}

function bounds(braces: string): number[] {
  return braces
    .slice(1, -1)
    .split(",")
    .map((bound) => (bound === "" ? TEXT_LIMIT : Number(bound)));
}

/** Asks the engine itself, with case folded: more characters than there are only make the estimate stricter. */
function charsOf(source: string): Chars {
  const one = new RegExp(`^${source}$`, "isu");
  const bits = CHARACTERS.map((character, i) => (one.test(character) ? 1n << BigInt(i) : 0n));
  const others = ASCII_ONLY.test(source) && /^\p{ASCII}+$/u.test(source) ? 0n : OTHERS;
  return bits.reduce((all, bit) => all | bit, others);
}

/** What may come first, and whether nothing at all will do. After an edge anything may come: no conclusion is drawn. */
interface First {
  chars: Chars;
  empty: boolean;
}
const END: First = { chars: TEXT_END, empty: false };

function first(node: Node): First {
  if (node.kind === "chars") return { chars: node.chars, empty: false };
  if (node.kind === "end") return END;
  if (node.kind === "start" || node.kind === "edge") return { chars: ANY, empty: false };
  if (node.kind === "repeat") return { ...first(node.body), ...(node.min === 0 && { empty: true }) };
  const options = node.options.map((sequence) => before(sequence, { chars: 0n, empty: true }));
  return { chars: options.reduce((all, { chars }) => all | chars, 0n), empty: options.some(({ empty }) => empty) };
}

/** The first of a sequence and what follows it. */
function before(sequence: Node[], follow: First): First {
  return sequence.reduceRight((next, node) => {
    const { chars, empty } = first(node);
    return empty ? { chars: chars | next.chars, empty: next.empty } : { chars, empty };
  }, follow);
}

/** The least text a node eats. */
function width(node: Node): number {
  if (node.kind === "chars") return 1;
  if (node.kind === "repeat") return node.min * width(node.body);
  if (node.kind !== "choice") return 0;
  return Math.min(...node.options.map((sequence) => sequence.reduce((sum, part) => sum + width(part), 0)));
}

/** How many ways a node may match at one place, and the steps to try them all. */
interface Effort {
  ways: number;
  steps: number;
}

function analyse(node: Node, follow: First): Effort {
  if (node.kind === "repeat") return analyseRepeat(node.body, node.min, node.max, follow);
  if (node.kind !== "choice") return { ways: 1, steps: 0 };
  const efforts = node.options.map((sequence) => analyseSequence(sequence, follow));
  const steps = efforts.reduce((sum, effort) => sum + effort.steps, 1);
  const ways = efforts.map((effort) => effort.ways);
  return { ways: areDisjoint(node.options, follow) ? Math.max(...ways) : ways.reduce((a, b) => a + b), steps };
}

function areDisjoint(options: Node[][], follow: First): boolean {
  let seen: Chars = 0n;
  return options.every((sequence) => {
    const { chars } = before(sequence, follow);
    const apart = (seen & chars) === 0n;
    seen |= chars;
    return apart;
  });
}

function analyseSequence(sequence: Node[], follow: First): Effort {
  return sequence.reduce<Effort>(
    (sofar, node, i) => {
      const next = analyse(node, before(sequence.slice(i + 1), follow));
      return { ways: sofar.ways * next.ways, steps: sofar.steps + sofar.ways * next.steps };
    },
    { ways: 1, steps: 0 },
  );
}

function analyseRepeat(body: Node, min: number, max: number, follow: First): Effort {
  const { chars } = first(body);
  if (max > 1 && width(body) === 0) return { ways: Infinity, steps: Infinity };
  const again = max > 1 ? { chars: chars | follow.chars, empty: false } : follow;
  const once = analyse(body, again);
  const stops = (chars & follow.chars) === 0n ? 1 : max - min + 1;
  // With one way through the body every round eats text, so all rounds together take no more steps than there is text.
  const ways = once.ways > 1 ? once.ways ** max : 1;
  return { ways: ways * stops, steps: Math.max(ways * max, once.steps) };
}
