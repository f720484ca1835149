import type { Database } from "bun:sqlite";

/** Runs looked at, and lines of each, in one step: between two steps nobody is kept waiting. */
const RUNS = 100;
const LINES = 500;
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

  constructor(
    private readonly main: Database,
    private readonly index: Database,
  ) {}

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
    const runs = this.index.query<Run, [number, number]>(RUNS_AFTER).all(this.#checked, CHECKED);
    this.#checked = runs.length < CHECKED ? 0 : (runs.at(-1)?.number ?? 0);
    const ids = JSON.stringify(runs.map(({ execution_id }) => execution_id));
    const there = new Set(
      this.main
        .query<{ id: string }, [string]>(THERE)
        .all(ids)
        .map(({ id }) => id),
    );
    for (const run of runs) if (!there.has(run.execution_id)) this.#drop(run);
  }

  /** What has begun to run is open until all of it is found. True when there was any. */
  #register(): boolean {
    const { place, attempt_id } =
      this.index.query<{ place: number; attempt_id: string }, []>(PROGRESS).get() ?? NOTHING;
    // Places are given anew when the newest are deleted or a backup is put back: then all are gone through again.
    const same = place === 0 || this.main.query<{ id: string }, [number]>(AT).get(place)?.id === attempt_id;
    const attempts = this.main.query<Attempt, [number, number]>(ATTEMPTS_AFTER).all(same ? place : 0, ATTEMPTS);
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
    const row = this.main.query<Progress, [string]>(EXECUTION).get(execution_id);
    if (!row) return false;
    // The tail of a run that is longer than is kept moves on until its end.
    const to = row.finished || row.gap_seq === null ? row.last_seq : row.gap_seq - 1;
    const lines = this.main.query<Line, [string, number, number, number]>(SLICE).all(execution_id, seq, to, LINES);
    const reached = lines.length < LINES ? Math.max(seq, to) : (lines.at(-1)?.seq ?? seq);
    const open = row.finished && reached >= to ? 0 : 1;
    if (reached === seq && open === 1) return false;
    this.index.transaction(() => {
      for (const line of lines) this.index.query(ADD).run(number, line.seq, line.text);
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

interface Line {
  seq: number;
  text: string;
}

const NOTHING = { place: 0, attempt_id: "" };

const OPEN_RUNS = "SELECT number, execution_id, seq FROM runs WHERE open = 1 AND number > ? ORDER BY number LIMIT ?";
const RUNS_AFTER = "SELECT number, execution_id, seq FROM runs WHERE number > ? ORDER BY number LIMIT ?";
const THERE = "SELECT id FROM executions WHERE id IN (SELECT value FROM json_each(?))";
const PROGRESS = "SELECT place, attempt_id FROM progress";
const MOVE_ON = "UPDATE progress SET place = ?, attempt_id = ?";
const AT = "SELECT id FROM attempts WHERE rowid = ?";
const ATTEMPTS_AFTER = "SELECT rowid AS place, id, execution_id FROM attempts WHERE rowid > ? ORDER BY rowid LIMIT ?";
const OPEN = "INSERT INTO runs (execution_id) VALUES (?) ON CONFLICT (execution_id) DO UPDATE SET open = 1";
const EXECUTION = `
  SELECT last_seq, gap_seq, status IN ('succeeded', 'failed', 'timed_out', 'cancelled', 'interrupted') AS finished
  FROM executions WHERE id = ?`;
const SLICE =
  "SELECT seq, text FROM execution_lines WHERE execution_id = ? AND seq > ? AND seq <= ? ORDER BY seq LIMIT ?";
const ADD = "INSERT INTO words (rowid, text) VALUES ((? << 31) | ?, ?)";
const REACHED = "UPDATE runs SET seq = ?, open = ? WHERE number = ?";
const DROP_WORDS = "DELETE FROM words WHERE rowid BETWEEN (? << 31) AND ((? + 1) << 31) - 1";
const DROP_RUN = "DELETE FROM runs WHERE number = ?";
