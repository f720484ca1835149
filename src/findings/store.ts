import { and, desc, eq, inArray, lt, max, type SQL, sql } from "drizzle-orm";
import type { Queries } from "~/db/tx.ts";
import { Fault } from "~/kit/fault.ts";
import type { AuditedProject, FindingRow, Severity, Verdict } from "./model.ts";
import { SEVERE } from "./model.ts";
import { finding_audits, findings } from "./tables.ts";

interface Range<Cursor> {
  limit: number;
  cursor?: Cursor;
}

export interface FindingFilter {
  severity?: Severity;
  status?: FindingRow["status"];
  project?: string;
  trigger_id?: string;
}

/** Throws a Fault `not_found`. */
export function getFinding(queries: Queries, id: string): FindingRow {
  const row = queries.select().from(findings).where(eq(findings.id, id)).get();
  if (!row) throw new Fault("not_found", `There is no finding ${id}.`);
  return wireFinding(row);
}

/** A page, newest first. */
export function listFindings(queries: Queries, { limit, cursor, ...filter }: FindingFilter & Range<string>) {
  const conditions: SQL[] = cursor === undefined ? [] : [lt(findings.id, cursor)];
  for (const field of ["severity", "status", "project", "trigger_id"] as const) {
    const value = filter[field];
    if (value !== undefined) conditions.push(eq(findings[field], value));
  }
  const query = queries
    .select()
    .from(findings)
    .where(and(...conditions));
  const rows = query
    .orderBy(desc(findings.id))
    .limit(limit + 1)
    .all();
  const page = rows.slice(0, limit).map(wireFinding);
  return { findings: page, next_cursor: rows.length > limit ? (page.at(-1)?.id ?? null) : null };
}

/** A page of what each audit made of a project, newest first. */
export function listAudits(
  queries: Queries,
  { limit, cursor, project, trigger_id }: Pick<FindingFilter, "project" | "trigger_id"> & Range<number>,
) {
  const conditions: SQL[] = [];
  if (cursor !== undefined) conditions.push(lt(finding_audits.seq, cursor));
  if (project !== undefined) conditions.push(eq(finding_audits.project, project));
  if (trigger_id !== undefined) conditions.push(eq(finding_audits.trigger_id, trigger_id));
  const query = queries
    .select()
    .from(finding_audits)
    .where(and(...conditions));
  const rows = query
    .orderBy(desc(finding_audits.seq))
    .limit(limit + 1)
    .all();
  const page = rows.slice(0, limit);
  return { audits: page, next_cursor: rows.length > limit ? (page.at(-1)?.seq ?? null) : null };
}

/** A page of the projects that were audited, the one with the newest audit first. */
export function listProjects(queries: Queries, { limit, cursor }: Range<number>) {
  const last = max(finding_audits.seq);
  const newest = queries.select({ seq: last }).from(finding_audits).groupBy(finding_audits.project);
  const older = cursor === undefined ? newest : newest.having(sql`${last} < ${cursor}`);
  const rows = queries
    .select()
    .from(finding_audits)
    .where(inArray(finding_audits.seq, older))
    .orderBy(desc(finding_audits.seq))
    .limit(limit + 1)
    .all();
  const page = rows.slice(0, limit);
  const projects = page.map((last_audit): AuditedProject => {
    const open = countOpen(queries, last_audit.project);
    return { project: last_audit.project, verdict: verdictOf(open), open, last_audit };
  });
  return { projects, next_cursor: rows.length > limit ? (page.at(-1)?.seq ?? null) : null };
}

type Counts = Partial<Record<Severity, number>>;

/** Open findings of a project by severity; what two triggers find is one. */
export function countOpen(queries: Queries, project: string): Counts {
  const rows = queries
    .select({ severity: findings.severity, count: sql<number>`count(DISTINCT ${findings.fingerprint})` })
    .from(findings)
    .where(and(eq(findings.project, project), eq(findings.status, "open")))
    .groupBy(findings.severity)
    .all();
  return Object.fromEntries(rows.map(({ severity, count }) => [severity, count]));
}

export function verdictOf(open: Counts): Verdict {
  return SEVERE.some((severity) => open[severity]) ? "fail" : "pass";
}

function wireFinding({ fingerprint: _fingerprint, ...row }: typeof findings.$inferSelect): FindingRow {
  return row;
}
