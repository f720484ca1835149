import type { Context } from "~/context.ts";
import type { Feed } from "~/http/channel.ts";
import { COMMITTED } from "~/kit/bells.ts";
import { type Topic, WATCHED } from "./topics.ts";

const PAGE = 1_000;
/** Each by itself is one step in the index; both at once would read all. */
export const ENDS = "SELECT (SELECT min(seq) FROM changes) AS first, (SELECT max(seq) FROM changes) AS last";
/** Whether somebody reads or not. */
const FORGETTING = `
  CREATE TEMP TRIGGER forget_changes AFTER INSERT ON changes WHEN NEW.seq % 1000 = 0
  BEGIN DELETE FROM changes WHERE seq < NEW.seq - 10000; END`;

interface Change {
  seq: number;
  topic: Topic;
  id: string;
}

/**
 * Notes every row that is written to a watched table, whoever writes it, in a table of this connection alone. It says
 * what changed and not how: a page asks again. Numbers begin at the time of the start, so a cursor of another life of
 * the server lies before all of them, and its reader is told to ask for everything.
 */
export function startEvents({ db: { sqlite }, clock }: Context): void {
  sqlite.run(
    "CREATE TEMP TABLE changes (seq INTEGER PRIMARY KEY AUTOINCREMENT, topic TEXT NOT NULL, id TEXT NOT NULL)",
  );
  sqlite.run(FORGETTING);
  for (const watched of WATCHED) for (const statement of watching(watched)) sqlite.run(statement);
  sqlite.run("INSERT INTO changes (seq, topic, id) VALUES (?, 'queue', '')", [clock.now() * 1_000]);
}

/** The number of the last change: what is asked for now has it and all before it. */
export function lastChange({ db: { sqlite } }: Context): number {
  return sqlite.query<{ last: number }, []>(ENDS).get()?.last ?? 0;
}

/** The changes after a cursor, as one event, without the topics that are kept from a reader. */
export function changesFeed({ db: { sqlite } }: Context, kept: ReadonlySet<Topic>): Feed {
  const newer = sqlite.query<Change, [number, number]>("SELECT * FROM changes WHERE seq > ? ORDER BY seq LIMIT ?");
  const ends = sqlite.query<{ first: number; last: number }, []>(ENDS);
  const span = () => ends.get() ?? { first: 0, last: 0 };
  return {
    bell: COMMITTED,
    page(after) {
      const { first, last } = span();
      if (after < first) return [{ event: "reset", seq: last, data: { seq: last }, text: "reset" }];
      const changes = newer.all(after, PAGE);
      const seq = changes.at(-1)?.seq;
      if (seq === undefined) return [];
      const changed = grouped(changes.filter(({ topic }) => !kept.has(topic)));
      return [{ event: "changed", seq, data: { seq, changed }, text: Object.keys(changed).join(" ") }];
    },
    state: () => ({ data: { seq: span().last }, version: "open", finished: false, last_seq: span().last }),
  };
}

function watching({ topic, table, id, columns }: (typeof WATCHED)[number]): string[] {
  const events = [
    ["INSERT", "NEW"],
    [columns ? `UPDATE OF ${columns}` : "UPDATE", "NEW"],
    ["DELETE", "OLD"],
  ] as const;
  return events.map(([event, row], i) => {
    const named = id.startsWith("'") ? id : `${row}.${id}`;
    return `CREATE TEMP TRIGGER watch_${topic}_${table}_${i} AFTER ${event} ON main.${table}
      BEGIN INSERT INTO changes (topic, id) VALUES ('${topic}', coalesce(${named}, '')); END`;
  });
}

function grouped(changes: readonly Change[]): Partial<Record<Topic, string[]>> {
  const ids = Map.groupBy(changes, ({ topic }) => topic);
  return Object.fromEntries([...ids].map(([topic, of]) => [topic, [...new Set(of.map(({ id }) => id))]]));
}
