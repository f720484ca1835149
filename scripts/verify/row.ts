/** A requirement of the hardening plan, and how it is looked into. */
export type Row = ByTests | ByScript | ByTorture | ByFigure | Overruled;

interface Named {
  row: string;
  /** What holds when it passes. */
  passes: string;
}

export interface ByTests extends Named {
  /** Test files, each with parts of the names that count; without any all of its tests do. */
  tests: Record<string, string[]>;
}

export interface ByScript extends Named {
  /** Answers what it found; throws what is wrong. */
  script: () => Promise<string>;
}

/** A script of `bench/torture`, short. */
export interface ByTorture extends Named {
  torture: string;
}

/** A figure of `bench/figures`, short. */
export interface ByFigure extends Named {
  figure: string;
}

/** The design has decided otherwise, in this sentence. */
export interface Overruled {
  row: string;
  overruled: string;
}

export interface Verdict {
  pass: boolean;
  figure: string;
}
