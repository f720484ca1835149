import type { Random } from "./random.ts";

/** One thing the server is put through. */
export interface Script {
  name: string;
  what: string;
  run(options: Options): Promise<Outcome>;
}

export interface Options {
  /** For every change: at most 20 rounds and 30 s. */
  short: boolean;
  long: boolean;
  /** So many rounds instead, as `--rounds` says: a long run in pieces. */
  most: number | undefined;
  /** An empty directory of this run; what runs on after it is found by its name. */
  root: string;
  random: Random;
}

export interface Outcome {
  rounds: number;
  /** One sentence each; none is a pass. */
  failures: string[];
  /** What was measured, with what it may be. */
  figure: string;
}

const SHORT_MS = 22_000;

/** Plays rounds until there were enough; a short run also ends when its time is up. Answers how many there were. */
export async function rounds(
  options: Options,
  plan: { short: number; usual: number; long?: number },
  play: (round: number) => Promise<void>,
): Promise<number> {
  const { short, usual, long = usual } = plan;
  const count = options.most ?? (options.short ? short : options.long ? long : usual);
  const deadline = options.short ? performance.now() + SHORT_MS : Number.POSITIVE_INFINITY;
  let round = 0;
  while (round < count && performance.now() < deadline) await play(++round);
  return round;
}
