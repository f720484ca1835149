import type { Database } from "bun:sqlite";

/** Runs looked at, and lines and bytes of each, in one step: between two steps nobody is kept waiting. */
const RUNS = 100;
const LINES = 500;
const BYTES = 256 * 1024;
const ATTEMPTS = 500;
const CHECKED = 500;

interface Run {
  number: number;
  execution_id: string;
  seq: number;
}

interface Attempt {
  place: number;
  id: string;
  execution_id: string;
}

/** Follows the lines of all executions behind their writer, and forgets those of executions that are gone. */
export class Indexer {
  /** The run after which the next look begins: of many open ones each has its turn. */
  #turn = 0;
  #worked = false;
  #checked = 0;

  constructor(private readonly index: Database) {}

  /** Some of what there is to do; false when a whole round has found nothing. */
  step(): boolean {
    if (this.#register()) return true;
    const runs = this.index.query<Run, [number, number]>(OPEN_RUNS).all(this.#turn, RUNS);
    for (const run of runs) this.#worked = this.#follow(run) || this.#worked;
    this.#turn = runs.at(-1)?.number ?? 0;
    if (runs.length === RUNS) return true;
    const worked = this.#worked;
    this.#turn = 0;
    this.#worked = false;
    return worked;
  }

  /** Looks whether the next runs are still there, round and round. */
  forget(): void {
    const runs = this.index.query<Run & { gone: 0 | 1 }, [number, number]>(RUNS_AFTER).all(this.#checked, CHECKED);
    this.#checked = runs.length < CHECKED ? 0 : (runs.at(-1)?.number ?? 0);
    for (const run of runs) if (run.gone) this.#drop(run);
  }

  /** What has begun to run is open until all of it is found. True when there was any. */
  #register(): boolean {
    const { place, attempt_id } =
      this.index.query<{ place: number; attempt_id: string }, []>(PROGRESS).get() ?? NOTHING;
    // Places are given anew when the newest are deleted or a backup is put back: then all are gone through again.
    const same = place === 0 || this.index.query<{ id: string }, [number]>(AT).get(place)?.id === attempt_id;
    const attempts = this.index.query<Attempt, [number, number]>(ATTEMPTS_AFTER).all(same ? place : 0, ATTEMPTS);
    const last = attempts.at(-1) ?? (same ? undefined : { place: 0, id: "" });
    if (!last) return false;
    this.index.transaction(() => {
      for (const { execution_id } of attempts) this.index.query(OPEN).run(execution_id);
      this.index.query(MOVE_ON).run(last.place, last.id);
    })();
    return attempts.length > 0;
  }

  /** True when lines were added, and so there may be more. */
  #follow({ number, execution_id, seq }: Run): boolean {
    const row = this.index.query<Progress, [string]>(EXECUTION).get(execution_id);
    if (!row) return false;
    // The tail of a run that is longer than is kept moves on until its end.
    const to = row.finished || row.gap_seq === null ? row.last_seq : row.gap_seq - 1;
    const { last } = this.index.query<{ last: number | null }, SliceOf>(SLICE).get(execution_id, seq, to) ?? {
      last: null,
    };
    const reached = last ?? Math.max(seq, to);
    const open = row.finished && reached >= to ? 0 : 1;
    if (reached === seq && open === 1) return false;
    this.index.transaction(() => {
      this.index.query(ADD).run(number, execution_id, seq, reached);
      this.index.query(REACHED).run(reached, open, number);
    })();
    return open === 1;
  }

  #drop({ number }: Run): void {
    this.index.transaction(() => {
      this.index.query(DROP_WORDS).run(number, number);
      this.index.query(DROP_RUN).run(number);
    })();
  }
}

interface Progress {
  last_seq: number;
  gap_seq: number | null;
  finished: 0 | 1;
}

type SliceOf = [execution_id: string, after: number, to: number];

const NOTHING = { place: 0, attempt_id: "" };

const OPEN_RUNS = "SELECT number, execution_id, seq FROM runs WHERE open = 1 AND number > ? ORDER BY number LIMIT ?";
const RUNS_AFTER = `
  SELECT number, execution_id, seq, NOT EXISTS (SELECT 1 FROM source.executions WHERE id = execution_id) AS gone
  FROM runs WHERE number > ? ORDER BY number LIMIT ?`;
const PROGRESS = "SELECT place, attempt_id FROM progress";
const MOVE_ON = "UPDATE progress SET place = ?, attempt_id = ?";
const AT = "SELECT id FROM source.attempts WHERE rowid = ?";
const ATTEMPTS_AFTER =
  "SELECT rowid AS place, id, execution_id FROM source.attempts WHERE rowid > ? ORDER BY rowid LIMIT ?";
const OPEN = "INSERT INTO runs (execution_id) VALUES (?) ON CONFLICT (execution_id) DO UPDATE SET open = 1";
const EXECUTION = `
  SELECT last_seq, gap_seq, status IN ('succeeded', 'failed', 'timed_out', 'cancelled', 'interrupted') AS finished
  FROM source.executions WHERE id = ?`;
/** The last line of a step: the one with which it has enough. */
const SLICE = `
  SELECT max(seq) AS last FROM (
    SELECT seq, sum(bytes) OVER (ORDER BY seq) - bytes AS before FROM (
      SELECT seq, octet_length(text) AS bytes FROM source.execution_lines
      WHERE execution_id = ? AND seq > ? AND seq <= ? ORDER BY seq LIMIT ${LINES}))
  WHERE before < ${BYTES}`;
const ADD = `
  INSERT INTO words (rowid, text) SELECT (? << 31) | seq, text FROM source.execution_lines
  WHERE execution_id = ? AND seq > ? AND seq <= ? ORDER BY seq`;
const REACHED = "UPDATE runs SET seq = ?, open = ? WHERE number = ?";
const DROP_WORDS = "DELETE FROM words WHERE rowid BETWEEN (? << 31) AND ((? + 1) << 31) - 1";
const DROP_RUN = "DELETE FROM runs WHERE number = ?";
