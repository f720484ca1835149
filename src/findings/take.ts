import { createHash } from "node:crypto";
import { and, eq } from "drizzle-orm";
import type { Context } from "~/context.ts";
import type { Tx } from "~/db/tx.ts";
import type { News } from "~/executions/index.ts";
import type { Finding } from "~/outcomes/index.ts";
import { countOpen, verdictOf } from "./store.ts";
import { finding_audits, findings } from "./tables.ts";

type Execution = News["execution"];

/**
 * An execution that succeeded and says what it found is an audit of its own project, and of those it names. What such an
 * audit names no more is fixed; what it names again is open, unless a person ignores it. Of a run that failed, or that
 * says nothing of findings, nobody knows what it would have found: it changes nothing.
 */
export function takeFindings(ctx: Context, tx: Tx, { execution, status }: News): void {
  const found = execution.outcome?.findings;
  if (status !== "succeeded" || found === undefined) return;
  const own = execution.project_id ?? execution.working_dir;
  const projects = new Map<string, Finding[]>([[own, []]]);
  for (const finding of found) {
    const project = finding.project ?? own;
    projects.set(project, [...(projects.get(project) ?? []), finding]);
  }
  // A run that names others alone has not said that it looked at its own.
  if (found.length > 0 && projects.get(own)?.length === 0) projects.delete(own);
  for (const [project, named] of projects) auditProject(ctx, tx, execution, project, named);
}

function auditProject(ctx: Context, tx: Tx, execution: Execution, project: string, named: Finding[]): void {
  const at = ctx.clock.iso();
  const trigger_id = execution.trigger_id ?? "";
  const mine = and(eq(findings.trigger_id, trigger_id), eq(findings.project, project));
  const known = tx
    .select({ fingerprint: findings.fingerprint, status: findings.status, id: findings.id })
    .from(findings)
    .where(mine)
    .all();
  const before = new Map(known.map((row) => [row.fingerprint, row]));
  const seen = new Map(named.map((finding) => [fingerprintOf(project, finding), finding]));
  for (const [fingerprint, { project: _project, ...finding }] of seen)
    ctx.db.sqlite.query(KEEP).run({
      ...ABSENT,
      ...finding,
      id: ctx.newId("finding"),
      trigger_id,
      project,
      fingerprint,
      at,
      execution: execution.id,
    });
  // A pull request is not the project: what it does not have may stand there all the same.
  const whole = !execution.ref?.startsWith("pull/");
  const gone = known.filter(({ fingerprint, status }) => whole && status === "open" && !seen.has(fingerprint));
  for (const { id } of gone) tx.update(findings).set({ status: "fixed" }).where(eq(findings.id, id)).run();
  const open = countOpen(tx, project);
  tx.insert(finding_audits)
    .values({
      ...{ execution_id: execution.id, trigger_id, project, at, verdict: verdictOf(open), fixed: gone.length },
      new: [...seen.keys()].filter((fingerprint) => !before.has(fingerprint)).length,
      open: Object.values(open).reduce((sum, count) => sum + count, 0),
    })
    .run();
}

/** A new version or another line makes no new finding of it. */
function fingerprintOf(project: string, { package: name, title, path }: Finding): string {
  return createHash("sha256")
    .update(JSON.stringify([project, name, title, path]))
    .digest("base64url");
}

const ABSENT = { package: null, version: null, path: null, line: null, fix: null, url: null };

const KEEP = `
  INSERT INTO findings (id, trigger_id, project, fingerprint, severity, title, package, version, path, line, fix, url,
    status, first_seen, last_seen, execution_id)
  VALUES ($id, $trigger_id, $project, $fingerprint, $severity, $title, $package, $version, $path, $line, $fix, $url,
    'open', $at, $at, $execution)
  ON CONFLICT (trigger_id, project, fingerprint) DO UPDATE SET
    severity = excluded.severity, version = excluded.version, line = excluded.line, fix = excluded.fix,
    url = excluded.url, last_seen = excluded.last_seen, execution_id = excluded.execution_id,
    status = CASE status WHEN 'fixed' THEN 'open' ELSE status END`;
