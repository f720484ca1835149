import { z } from "@hono/zod-openapi";
import { and, type SQL, sql } from "drizzle-orm";
import { BackendId } from "~/backends/index.ts";
import type { Queries } from "~/db/tx.ts";
import { firstIdAt, idParam } from "~/kit/ids.ts";
import { nameOf } from "~/kit/name.ts";
import { GroupId } from "./model.ts";
import { Status } from "./status.ts";
import { executions, ORIGINS } from "./tables.ts";

const instant = z.iso.datetime({ offset: true });

/** What a list of executions is narrowed by. */
export const filterFields = {
  status: Status.optional(),
  trigger_id: idParam("trigger").optional(),
  tag: nameOf(50).optional(),
  group_id: GroupId.optional(),
  project_id: idParam("project").optional(),
  origin: z.enum(ORIGINS).optional(),
  backend: BackendId.optional(),
  reason: z.string().min(1).max(50).optional(),
  since: instant.optional().openapi({ description: "Made then or later." }),
  until: instant.optional().openapi({ description: "Made before." }),
};

const Filter = z.object(filterFields);
export type Filter = z.infer<typeof Filter> & { ids?: string[] };

/** In the order of how few each usually leaves. Each has an index that goes on in the order of ids. */
const FIELDS = [
  "group_id",
  "tag",
  "project_id",
  "reason",
  "trigger_id",
  "status",
  "backend",
  "origin",
] as const satisfies (keyof Filter)[];

/** Of what the first condition leaves so many are held against the others for one page, for a page must not take long. */
const MOST_WALKED = 5_000;

export interface Range {
  limit: number;
  cursor?: string;
}

/** A page of ids, newest first. It may hold fewer than it could, even none, and yet have a `next_cursor`. */
export function findIds(queries: Queries, filter: Filter, { limit, cursor }: Range) {
  const [walked, ...others] = conditionsOf(filter);
  const most = others.length === 0 ? limit + 1 : MOST_WALKED;
  const where = and(walked?.condition, ...rangeOf(filter, cursor)) ?? sql`1`;
  const walk = sql`SELECT id FROM ${walked?.source ?? executions} WHERE ${where} ORDER BY id DESC LIMIT ${most}`;
  const held = others.map(({ condition }) => condition);
  const rows = queries.all<{ id: string }>(
    held.length === 0
      ? walk
      : sql`SELECT id FROM executions WHERE id IN (${walk}) AND ${and(...held)} ORDER BY id DESC LIMIT ${limit + 1}`,
  );
  const ids = rows.slice(0, limit).map(({ id }) => id);
  const rest = held.length === 0 ? undefined : queries.all<{ id: string }>(sql`${walk} OFFSET ${most - 1}`)[0]?.id;
  return { ids, next_cursor: rows.length > limit ? (ids.at(-1) ?? null) : (rest ?? null) };
}

interface Condition {
  condition: SQL;
  /** What is walked when it is the first. */
  source?: SQL;
}

function conditionsOf(filter: Filter): Condition[] {
  const { ids, tag, trigger_id, status } = filter;
  const fields = FIELDS.filter((field) => filter[field] !== undefined);
  const one = ids && { condition: sql`id IN (SELECT value FROM json_each(${JSON.stringify(ids)}))` };
  // These two have an index together.
  if (!one && fields.join() === "trigger_id,status")
    return [{ condition: sql`trigger_id = ${trigger_id} AND status = ${status}` }];
  const others = fields.map((field, place): Condition => {
    if (field !== "tag") return { condition: sql`${sql.identifier(field)} = ${filter[field]}` };
    if (one || place > 0) return { condition: sql`id IN (SELECT execution_id FROM execution_tags WHERE tag = ${tag})` };
    return { condition: sql`tag = ${tag}`, source: sql`(SELECT tag, execution_id AS id FROM execution_tags)` };
  });
  return one ? [one, ...others] : others;
}

/** Ids tell when they were made. */
function rangeOf({ since, until }: Filter, cursor: string | undefined): SQL[] {
  const at = (instant: string) => firstIdAt("execution", Date.parse(instant));
  return [
    ...(cursor === undefined ? [] : [sql`id < ${cursor}`]),
    ...(since === undefined ? [] : [sql`id >= ${at(since)}`]),
    ...(until === undefined ? [] : [sql`id < ${at(until)}`]),
  ];
}
