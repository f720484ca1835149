import type { Database } from "bun:sqlite";
import type { Excerpt, Excerpts } from "./excerpts.ts";

/** Hits held against the other conditions for one page: a word may be everywhere, and a trigger rare. */
const MOST_WALKED = 5_000;

/** A question as it goes to the thread that answers it. */
export interface Question {
  match: string;
  limit: number;
  cursor?: string;
  execution_id?: string;
  trigger_id?: string;
  /** The smallest id of an execution that is meant. */
  since_id?: string;
}

export interface Hit {
  execution_id: string;
  trigger_id: string | null;
  seq: number;
  attempt: number;
  stream: "stdout" | "stderr" | "system";
  excerpt: Excerpt;
}

export interface Answer {
  hits: Hit[];
  next_cursor: string | null;
}

interface Place {
  place: string;
  number: number;
  seq: number;
}

type Found = Omit<Hit, "excerpt"> & { text: string };

/** Lines with these words, of the newest run first. What is gone from the database is not found, whatever the index says. */
export function find(main: Database, index: Database, excerpts: Excerpts, question: Question): Answer {
  const runs = new Map<number, Run | null>();
  const found: Found[] = [];
  let walked = 0;
  let next_cursor: string | null = null;
  for (const place of placesOf(index, question)) {
    const run = recall(runs, place.number, () => findRun(main, index, place.number));
    const line = run && meant(question, run) ? findLine(main, run, place.seq) : undefined;
    if (line) found.push(line);
    if (found.length === question.limit || ++walked === MOST_WALKED) {
      next_cursor = place.place;
      break;
    }
  }
  const shown = excerpts.of(
    question.match,
    found.map(({ text }) => text),
  );
  const hits = found.map(({ text: _text, ...hit }, n) => ({ ...hit, excerpt: shown[n] ?? { text: "", marks: [] } }));
  return { hits, next_cursor };
}

function placesOf(index: Database, { match, cursor, execution_id, since_id }: Question): Iterable<Place> {
  let [low, high] = [0, 2 ** 31];
  if (execution_id !== undefined) {
    const number = index.query<{ number: number }, [string]>(NUMBER).get(execution_id)?.number;
    if (number === undefined) return [];
    [low, high] = [number, number + 1];
  } else if (since_id !== undefined) {
    const number = index.query<{ number: number | null }, [string]>(NUMBER_SINCE).get(since_id)?.number;
    if (number === undefined || number === null) return [];
    low = number;
  }
  return index.query<Place, [string, number, number, string | null]>(PLACES).iterate(match, low, high, cursor ?? null);
}

interface Run {
  id: string;
  trigger_id: string | null;
}

function findRun(main: Database, index: Database, number: number): Run | null {
  const id = index.query<{ execution_id: string }, [number]>(RUN).get(number)?.execution_id;
  return id === undefined ? null : main.query<Run, [string]>(EXECUTION).get(id);
}

function meant({ trigger_id, since_id }: Question, run: Run): boolean {
  return (trigger_id === undefined || run.trigger_id === trigger_id) && (since_id === undefined || run.id >= since_id);
}

function findLine(main: Database, { id, trigger_id }: Run, seq: number): Found | undefined {
  const line = main.query<Omit<Found, "execution_id" | "trigger_id">, [string, number]>(LINE).get(id, seq);
  return line ? { execution_id: id, trigger_id, ...line } : undefined;
}

function recall<K, V>(known: Map<K, V>, key: K, read: () => V): V {
  const value = known.get(key) ?? read();
  known.set(key, value);
  return value;
}

const NUMBER = "SELECT number FROM runs WHERE execution_id = ?";
const NUMBER_SINCE = "SELECT min(number) AS number FROM runs WHERE execution_id >= ?";
const RUN = "SELECT execution_id FROM runs WHERE number = ?";
const EXECUTION = "SELECT id, trigger_id FROM executions WHERE id = ?";
const LINE = "SELECT seq, attempt, stream, text FROM execution_lines WHERE execution_id = ? AND seq = ?";
/** Places are too large for a number of ours, so they travel as text. */
const PLACES = `
  SELECT CAST(rowid AS TEXT) AS place, rowid >> 31 AS number, rowid & 2147483647 AS seq FROM words
  WHERE words MATCH ?1 AND rowid >= ?2 << 31 AND rowid < min(?3 << 31, coalesce(CAST(?4 AS INTEGER), 9223372036854775807))
  ORDER BY rowid DESC`;
