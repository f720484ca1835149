import { Database } from "bun:sqlite";
import { resolve } from "node:path";
import type { Chain } from "~/accounts/index.ts";
import { openDb } from "~/db/open.ts";
import { laneOf } from "~/executions/lanes.ts";

const MIGRATIONS = resolve(import.meta.dir, "../../drizzle");

/** An id whose place in the order of age is known. */
export function executionId(number: number): string {
  return `exec-${String(number).padStart(20, "0")}`;
}

export function triggerId(number: number): string {
  return `trig-${String(number).padStart(20, "0")}`;
}

/** This one failed a few times when the history began, and has gone well since. */
export const rareTrigger = triggerId(9);

/** A database with so many finished executions, written by one statement. */
export function layExecutions(path: string, count: number): void {
  openDb(path, MIGRATIONS).close();
  using db = new Database(path);
  db.run("PRAGMA synchronous = OFF");
  db.query(
    `WITH RECURSIVE ages(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM ages WHERE n < ?)
     INSERT INTO executions (id, trigger_id, origin, request_id, backend, backend_config, permissions, working_dir,
       prompt, timeout_ms, retry_on_interrupt, status, reason, exit_code, result, last_seq, created_at, started_at, ended_at)
     SELECT printf('exec-%020d', n), printf('trig-%020d', n % 10), 'webhook', printf('req-%020d', n), 'command',
       '{"command":["true"]}', 'edit', '/tmp', 'Please look at pull request ' || n || '. ' || printf('%0300d', 0), 600000, 0,
       CASE WHEN n % 10000 = 1 THEN 'timed_out'
            WHEN n % 10 = 9 AND n < 1000 THEN 'failed'
            WHEN n % 10 <> 9 AND n / 10 % 9 = 0 THEN 'failed'
            ELSE 'succeeded' END,
       NULL, 0, 'Done.', 12, '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:01.000Z', '2026-01-01T00:00:09.000Z'
     FROM ages`,
  ).run(count);
  db.run("PRAGMA wal_checkpoint(TRUNCATE)");
}

/** A queue of `free` runs of `true`, and ahead of them `held` ones of which only one may run, and that one for long. */
export function layQueue(path: string, { free, held, cwd }: { free: number; held: number; cwd: string }): void {
  using db = new Database(path);
  const insert = db.query(
    `INSERT INTO executions (id, origin, request_id, backend, backend_config, permissions, working_dir, project, prompt,
       timeout_ms, retry_on_interrupt, status, chain, slot, lane, created_at)
     VALUES (?, 'manual', 'req-00000000000000000000', 'command', ?, 'edit', ?, ?, '', 600000, 0, 'queued', ?, ?, ?, ?)`,
  );
  const created_at = new Date().toISOString();
  const lay = (number: number, command: string[], slot: string) => {
    const config = JSON.stringify({ command });
    insert.run(
      executionId(number),
      config,
      cwd,
      cwd,
      JSON.stringify(CHAIN),
      slot,
      laneOf({ chain: CHAIN, slot }),
      created_at,
    );
  };
  db.transaction(() => {
    db.query("INSERT INTO slots (slot, slot_limit) VALUES (?, 1)").run(triggerId(1));
    for (let n = 1; n <= held; n++) lay(n, ["sleep", "1000"], triggerId(1));
    for (let n = held + 1; n <= held + free; n++) lay(n, ["true"], triggerId(2));
  })();
}

const CHAIN: Chain = {
  entries: [{ backend: "command", account: "any", model: null }],
  on_usage_limit: "hold",
  rotate_accounts: false,
  on_error: { kind: "fail" },
};

/** So many finished runs with so many lines each, of words that are in every line, in some and in few. */
export function layLines(path: string, runs: number, lines: number): void {
  layExecutions(path, runs);
  using db = new Database(path);
  db.run("PRAGMA synchronous = OFF");
  db.query(
    `INSERT INTO attempts (id, execution_id, number, backend, status, boot_id, seen, started_at)
     SELECT replace(id, 'exec', 'att'), id, 1, 'command', 'succeeded', 'boot', '{}', created_at FROM executions`,
  ).run();
  db.query("UPDATE executions SET last_seq = ?").run(lines);
  db.query(
    `WITH RECURSIVE seqs(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM seqs WHERE n < ?)
     INSERT INTO execution_lines (execution_id, seq, attempt, offset_ms, stream, text)
     SELECT id, n, 1, n, 'stdout', 'the line ' || n || ' of test' || (n % 97) || ' in module' || (n * 31 % 1009)
       || CASE WHEN n % 10000 = 5 THEN ' is rare5' ELSE ' took ' || (n * 7 % 1000) || ' ms' END
     FROM executions, seqs`,
  ).run(lines);
  db.run("PRAGMA wal_checkpoint(TRUNCATE)");
}
