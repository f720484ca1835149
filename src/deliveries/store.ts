import { and, desc, eq, getTableColumns, gte, inArray, lt, or, type SQL, sql } from "drizzle-orm";
import type { Queries } from "~/db/tx.ts";
import { Fault } from "~/kit/fault.ts";
import {
  type Delivery,
  type DeliveryFilter,
  type DeliverySummary,
  hasStarted,
  startedBy,
  type Verdict,
} from "./model.ts";
import { deliveries, rejected_deliveries } from "./tables.ts";

const MOST_SHOWN = 256 * 1024;

export type DeliveryRow = typeof deliveries.$inferSelect;

/** The columns of a list: a body may have megabytes. */
const { body: _body, headers: _headers, backlog: _backlog, ...listed } = getTableColumns(deliveries);
const columns = { ...listed, size: sql<number>`length(${deliveries.body})` };
type SummaryRow = Omit<DeliveryRow, "body" | "headers" | "backlog"> & { size: number };

/** Throws a Fault `not_found`. */
export function getDelivery(queries: Queries, id: string): DeliveryRow {
  const row = queries.select().from(deliveries).where(eq(deliveries.id, id)).get();
  if (!row) throw new Fault("not_found", `There is no delivery ${id}.`);
  return row;
}

/** A page, newest first. */
export function listDeliveries(queries: Queries, filter: DeliveryFilter) {
  const { limit, cursor, source, status, trigger_id, event, repository, since } = filter;
  const conditions = [
    cursor && lt(deliveries.id, cursor),
    source && eq(deliveries.source, source),
    status && eq(deliveries.status, status),
    event && eq(deliveries.event, event),
    repository && eq(deliveries.repository, repository),
    since && gte(deliveries.received_at, new Date(since).toISOString()),
    trigger_id && or(eq(deliveries.trigger_id, trigger_id), heldAgainst(trigger_id)),
  ].filter((condition): condition is SQL => typeof condition === "object");
  const query = queries
    .select(columns)
    .from(deliveries)
    .where(and(...conditions));
  const rows = query
    .orderBy(desc(deliveries.id))
    .limit(limit + 1)
    .all();
  const page = rows.slice(0, limit);
  const firsts = firstsOf(queries, page);
  const next_cursor = rows.length > page.length ? (page.at(-1)?.id ?? null) : null;
  return { deliveries: page.map((row) => summaryOf(row, firsts)), next_cursor };
}

function heldAgainst(trigger_id: string): SQL {
  return sql`EXISTS (SELECT 1 FROM json_each(${deliveries.verdicts}) WHERE value ->> 'trigger_id' = ${trigger_id})`;
}

/** What the first of each repetition has started. */
function firstsOf(queries: Queries, rows: SummaryRow[]): Map<string, { verdicts: Verdict[] }> {
  const ids = rows.flatMap(({ duplicate_of }) => duplicate_of ?? []);
  if (ids.length === 0) return new Map();
  const { id, verdicts } = deliveries;
  const firsts = queries.select({ id, verdicts }).from(deliveries).where(inArray(id, ids)).all();
  return new Map(firsts.map((first) => [first.id, first]));
}

function summaryOf(row: SummaryRow, firsts: ReturnType<typeof firstsOf>): DeliverySummary {
  const { verdicts, body_hash: _hash, dedupe_key: _key, ...shown } = row;
  const begun = startedBy(row.duplicate_of ? (firsts.get(row.duplicate_of) ?? { verdicts: [] }) : { verdicts });
  return { ...shown, ...begun, why: whyOf(row) };
}

/** Why it has its status: in the words of the trigger that decided, where one did. */
function whyOf(row: Omit<SummaryRow, "size">): string {
  const { status, duplicate_of, verdicts } = row;
  if (duplicate_of !== null) return dedupeWhy(row);
  if (status === "waiting") return "the queue is full; it is held against its triggers once there is room";
  if (status === "ignored" && verdicts.length > 1) return `none of ${verdicts.length} triggers takes it`;
  const started = verdicts.find(hasStarted);
  const decisive = started ?? verdicts.find(({ replay_of }) => replay_of !== undefined) ?? verdicts[0];
  return decisive?.why ?? "no trigger is there to take it";
}

/** Throws a Fault `not_found`. */
export function describeDelivery(queries: Queries, id: string): Delivery {
  const { body, headers, backlog: _waits, ...row } = getDelivery(queries, id);
  const listed = { ...row, size: body.byteLength };
  const long = body.byteLength > MOST_SHOWN;
  return {
    ...summaryOf(listed, firstsOf(queries, [listed])),
    ...{ headers, verdicts: row.verdicts, body_hash: row.body_hash },
    body: long ? null : JSON.parse(body.toString()),
    body_text: long ? body.subarray(0, MOST_SHOWN).toString() : null,
    dedupe: { key: row.dedupe_key, why: dedupeWhy(row) },
  };
}

function dedupeWhy({ origin, status, duplicate_of, verified, dedupe_key }: Omit<SummaryRow, "size">): string {
  if (origin !== "sent") return "a person sent it, so it repeats nothing";
  if (!verified) return "nobody signed it, so it repeats nothing";
  const by = dedupe_key.startsWith("id:") ? "the id its sender gave, for 24 hours" : "its body, for 10 seconds";
  if (duplicate_of !== null) return `it came before as ${duplicate_of}, known again by ${by}`;
  if (status === "waiting") return `it is known again by ${by}`;
  return status === "accepted" ? `it is known again by ${by}` : "it started nothing, so it may come again";
}

/** A page of the ring of what nobody vouched for, newest first. */
export function listRejected(queries: Queries, { limit, cursor }: { limit: number; cursor?: number }) {
  const older = cursor === undefined ? undefined : lt(rejected_deliveries.id, cursor);
  const query = queries.select().from(rejected_deliveries).where(older);
  const rows = query
    .orderBy(desc(rejected_deliveries.id))
    .limit(limit + 1)
    .all();
  const page = rows.slice(0, limit);
  return { rejected: page, next_cursor: rows.length > page.length ? String(page.at(-1)?.id) : null };
}
