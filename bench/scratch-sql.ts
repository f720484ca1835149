import { claimNext } from "~/executions/queue.ts";
import { ANY_CLAUDE, openPool, PLACES, queueUp } from "./shared/pool.ts";
const lanes = Number(process.argv[2]); const queued = Number(process.argv[3]);
const ctx = openPool();
queueUp(ctx, queued + PLACES, lanes, ANY_CLAUDE);
for (let i = 0; i < Math.min(PLACES, lanes > 1000 ? 5 : 100); i++) claimNext(ctx);
if (process.argv[5]) { ctx.db.sqlite.run("DROP INDEX executions_ready"); ctx.db.sqlite.run("CREATE INDEX executions_ready ON executions (lane, priority DESC, id, slot, shared_dir, project, status, not_before) WHERE status = 'queued' AND not_before IS NULL"); }
const R = "executions INDEXED BY executions_ready WHERE status = 'queued' AND not_before IS NULL";
const LIVE = "executions WHERE status IN ('starting', 'running', 'waiting') AND status <> 'waiting'";
const walks = {
  old_walk: `WITH RECURSIVE lanes (lane) AS (SELECT min(lane) FROM ${R} UNION ALL SELECT (SELECT min(lane) FROM ${R} AND lane > lanes.lane) FROM lanes WHERE lanes.lane IS NOT NULL) SELECT count(*) FROM lanes`,
  old_heads: `WITH RECURSIVE lanes (lane) AS (SELECT min(lane) FROM ${R} UNION ALL SELECT (SELECT min(lane) FROM ${R} AND lane > lanes.lane) FROM lanes WHERE lanes.lane IS NOT NULL),
   heads (id) AS (
      SELECT (SELECT id FROM ${R} AND lane = lanes.lane ORDER BY priority DESC, id LIMIT 1)
      FROM lanes WHERE lane IS NOT NULL
    ) SELECT count(*), max(id) FROM heads`,
  old_all: `WITH RECURSIVE
    lanes (lane) AS (
      SELECT min(lane) FROM ${R}
      UNION ALL
      SELECT (SELECT min(lane) FROM ${R} AND lane > lanes.lane) FROM lanes WHERE lanes.lane IS NOT NULL
    ),
    heads (id) AS (
      SELECT (SELECT id FROM ${R} AND lane = lanes.lane ORDER BY priority DESC, id LIMIT 1)
      FROM lanes WHERE lane IS NOT NULL
    )
  SELECT head.id, head.lane FROM heads
    JOIN executions AS head ON head.id = heads.id
    LEFT JOIN slots ON slots.slot = head.slot
    LEFT JOIN turns ON turns.project = head.project
  WHERE (slot_limit IS NULL OR slot_limit > (SELECT count(*) FROM ${LIVE} AND executions.slot = head.slot))
    AND (head.shared_dir IS NULL OR 1 > (SELECT count(*) FROM ${LIVE} AND executions.shared_dir = head.shared_dir))
  ORDER BY head.priority DESC, ifnull(turns.attempt_id, ''), head.id LIMIT 100 OFFSET 0`,
  new_walk: `WITH RECURSIVE heads (at, lane) AS (
    SELECT * FROM (SELECT rowid, lane FROM ${R} ORDER BY lane, priority DESC, id LIMIT 1)
    UNION ALL
    SELECT next.rowid, next.lane FROM heads JOIN executions AS next ON next.rowid = (SELECT rowid FROM ${R} AND lane > heads.lane ORDER BY lane, priority DESC, id LIMIT 1)
  ) SELECT count(*) FROM heads`,
  new_all: `WITH RECURSIVE heads (at, lane, id, slot, shared_dir, project, priority) AS (
    SELECT * FROM (SELECT rowid, lane, id, slot, shared_dir, project, priority FROM ${R} ORDER BY lane, priority DESC, id LIMIT 1)
    UNION ALL
    SELECT next.rowid, next.lane, next.id, next.slot, next.shared_dir, next.project, next.priority FROM heads JOIN executions AS next ON next.rowid = (SELECT rowid FROM ${R} AND lane > heads.lane ORDER BY lane, priority DESC, id LIMIT 1)
  ) SELECT head.id, head.lane FROM heads AS head
    LEFT JOIN slots ON slots.slot = head.slot
    LEFT JOIN turns ON turns.project = head.project
  WHERE (slot_limit IS NULL OR slot_limit > (SELECT count(*) FROM ${LIVE} AND executions.slot = head.slot))
    AND (head.shared_dir IS NULL OR 1 > (SELECT count(*) FROM ${LIVE} AND executions.shared_dir = head.shared_dir))
  ORDER BY head.priority DESC, ifnull(turns.attempt_id, ''), head.id LIMIT 100`,
  cover: `WITH RECURSIVE heads (lane, id) AS (
    SELECT * FROM (SELECT lane, id FROM ${R} ORDER BY lane, priority DESC, id LIMIT 1)
    UNION ALL
    SELECT next.lane, next.id FROM heads JOIN ${R.replace("executions INDEXED", "executions AS next INDEXED").replace("WHERE", "ON")} AND next.rowid = (SELECT rowid FROM ${R} AND lane > heads.lane ORDER BY lane, priority DESC, id LIMIT 1)
  ) SELECT count(*) FROM heads`,
  lanes_cover: `WITH RECURSIVE lanes (lane) AS (SELECT min(lane) FROM ${R} UNION ALL SELECT (SELECT min(lane) FROM ${R} AND lane > lanes.lane) FROM lanes WHERE lanes.lane IS NOT NULL)
  SELECT head.id, head.lane FROM lanes
    JOIN executions AS head INDEXED BY executions_ready ON head.lane = lanes.lane AND head.status = 'queued' AND head.not_before IS NULL AND head.id = (SELECT id FROM ${R} AND lane = lanes.lane ORDER BY priority DESC, id LIMIT 1) AND head.priority = (SELECT max(priority) FROM ${R} AND lane = lanes.lane)
    LEFT JOIN slots ON slots.slot = head.slot
    LEFT JOIN turns ON turns.project = head.project
  WHERE (slot_limit IS NULL OR slot_limit > (SELECT count(*) FROM ${LIVE} AND executions.slot = head.slot))
    AND (head.shared_dir IS NULL OR 1 > (SELECT count(*) FROM ${LIVE} AND executions.shared_dir = head.shared_dir))
  ORDER BY head.priority DESC, ifnull(turns.attempt_id, ''), head.id LIMIT 100`,
  lanes_rowid: `WITH RECURSIVE lanes (lane) AS (SELECT min(lane) FROM ${R} UNION ALL SELECT (SELECT min(lane) FROM ${R} AND lane > lanes.lane) FROM lanes WHERE lanes.lane IS NOT NULL)
  SELECT head.id, head.lane FROM lanes
    JOIN executions AS head ON head.rowid = (SELECT rowid FROM ${R} AND lane = lanes.lane ORDER BY priority DESC, id LIMIT 1)
    LEFT JOIN slots ON slots.slot = head.slot
    LEFT JOIN turns ON turns.project = head.project
  WHERE (slot_limit IS NULL OR slot_limit > (SELECT count(*) FROM ${LIVE} AND executions.slot = head.slot))
    AND (head.shared_dir IS NULL OR 1 > (SELECT count(*) FROM ${LIVE} AND executions.shared_dir = head.shared_dir))
  ORDER BY head.priority DESC, ifnull(turns.attempt_id, ''), head.id LIMIT 100`,
};
const plain = `SELECT count(*) FROM (SELECT lane, min(id) FROM ${R} GROUP BY lane)`;
const scan = `SELECT count(*) FROM (SELECT lane FROM ${R} )`;
for (const [name, text] of Object.entries({ ...walks, plain, scan })) {
  const q = ctx.db.sqlite.query(text);
  if (process.argv[4] === 'x') console.log(ctx.db.sqlite.query(`EXPLAIN QUERY PLAN ${text}`).all().map((r: any) => r.detail));
  q.all(); const n = lanes > 1000 ? 5 : 200; const b = performance.now();
  for (let i = 0; i < n; i++) q.all();
  console.log(name, ((performance.now() - b) / n).toFixed(3), "ms");
}
process.exit(0);
