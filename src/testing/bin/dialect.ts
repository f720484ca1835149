import type { Why } from "./orders.ts";

/** One CLI as it was recorded: what it refuses, prints and exits with. `play.ts` does what all of them do. */
export interface Dialect {
  /** What `--version` prints. */
  version: string;
  /** Throws a `Refusal` for what the real one refuses. */
  options(argv: string[], world: World): Options;
  /** Where this conversation is kept; undefined when no home was given, and nothing is kept then. */
  file(world: World, id: string): string | undefined;
  /** Whether a conversation is found in the directory it began in only. */
  bound?: boolean;
  /** What an empty prompt gets. */
  empty: Refusal;
  /** What a resume does that finds nothing: a refusal, or the silence of one that never ends. */
  lost(id: string, world: World): Refusal | "silence";
  newId(): string;
  begin(run: Run): Lines;
  text(run: Run, text: string): Lines;
  toolStarted(run: Run, command: string): Lines;
  toolEnded(run: Run, command: string): Lines;
  write(run: Run, path: string, text: string): Lines;
  /** Between two requests to the model, where the real one tells of them. */
  step?(run: Run): Lines;
  /** That the allowance is nearly spent, where the real one says so. */
  warn?(run: Run, utilization: number): Lines;
  end(run: Run): Lines;
  fail(run: Run, why: Why, resets_in_s: number): Lines & { exit: number };
  /** What a signal does: the default death when undefined. `tool` says whether its shell is taken along. */
  signalled(
    run: Run,
    signal: "SIGINT" | "SIGTERM",
  ): (Lines & { exit: number | "die"; tool: "dies" | "lives" }) | undefined;
}

export interface World {
  env: Record<string, string | undefined>;
  cwd: string;
  root: boolean;
}

export interface Options {
  /** What stood in argv, if anything. */
  prompt: string;
  resume?: string;
  /** Go on in a copy of what is resumed. */
  fork?: boolean;
  model?: string;
  may_write: boolean;
}

export interface Run extends Options {
  world: World;
  id: string;
  /** Turns of this conversation up to this one. */
  turn: number;
  /** Requests to the model: those of earlier runs as far as they were counted, and this run's, the present one too. */
  asked: { before: number; now: number };
  /** Everything said so far. */
  said: string[];
  denied: string[];
}

/** What the stub model answers for every request: 100 fresh and 20 cached tokens in, 12 out. */
export const TOKENS = { fresh: 100, cached: 20, output: 12 };

/** How many requests were answered when one of them fails. */
export function answered(run: Run): number {
  return run.said.length > 0 ? run.asked.now : 0;
}

export interface Lines {
  out?: unknown[];
  err?: string[];
}

export class Refusal extends Error {
  constructor(
    readonly code: number,
    readonly stderr: string,
    readonly stdout = "",
  ) {
    super(stderr);
  }
}

/** Strict options: `value` takes the next argument or what follows `=`. Calls `unknown` for what is not listed. */
export function flagsOf(
  argv: string[],
  known: { none: string[]; value: string[] },
  unknown: (flag: string) => Refusal,
) {
  const flags = new Map<string, string>();
  const rest: string[] = [];
  for (let at = 0; at < argv.length; at++) {
    const word = argv[at] ?? "";
    if (word === "--") return { flags, rest: [...rest, ...argv.slice(at + 1)] };
    if (!word.startsWith("-") || word === "-") {
      rest.push(word);
      continue;
    }
    const [flag = "", inline] = word.startsWith("--") ? word.split(/=(.*)/s) : [word];
    if (known.none.includes(flag)) flags.set(flag, "");
    else if (known.value.includes(flag)) flags.set(flag, inline ?? argv[++at] ?? "");
    else throw unknown(flag);
  }
  return { flags, rest };
}
