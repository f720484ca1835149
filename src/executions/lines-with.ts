import { z } from "@hono/zod-openapi";
import type { Context } from "~/context.ts";
import { Extent, extentOf } from "./extent.ts";
import { Line } from "./model.ts";

/** About this much text is answered at a time. */
export const PAGE_BYTES = 8 * 1024 * 1024;
/** A turn of the loop is to take about so long, and begins with so many lines. */
const TURN_MS = 5;
const FIRST_TURN = 1_000;

export const LinePage = Extent.extend({
  lines: z.array(Line),
  next_after: z.number().int(),
  matches: z
    .number()
    .int()
    .optional()
    .openapi({ description: "How many lines of the whole output contain it, when `contains` is given." }),
}).openapi("LinePage");
export type LinePage = z.infer<typeof LinePage>;

/** Lines after a cursor that contain a text; all of them are counted. Goes through the output in turns, for it may be long. */
export async function linesWith(
  ctx: Context,
  id: string,
  text: string,
  { after, limit }: { after: number; limit: number },
): Promise<LinePage> {
  const page = { lines: [] as Line[], next_after: after, matches: 0, ...extentOf(ctx, id) };
  const like = `%${text.replace(/[\\%_]/g, "\\$&")}%`;
  let size = 0;
  const isFull = () => page.lines.length >= limit || size >= PAGE_BYTES;
  for await (const { from, to } of turns(ctx, page)) {
    if (isFull() || to <= after) {
      page.matches += ctx.db.sqlite.query<{ count: number }, Within>(COUNT).get(id, from, to, like)?.count ?? 0;
      continue;
    }
    for (const line of ctx.db.sqlite.query<Line, Within>(MATCHES).iterate(id, from, to, like)) {
      page.matches++;
      if (line.seq <= after || isFull()) continue;
      page.lines.push(line);
      page.next_after = line.seq;
      size += line.text.length;
    }
  }
  return page;
}

/** The output in stretches, after `from` up to `to`: longer ones while they are looked through fast, without what is missing. */
async function* turns({ clock }: Context, { last_seq, missing }: Extent) {
  let length = FIRST_TURN;
  for (let from = 0; from < last_seq; ) {
    const to = from + length;
    const began = clock.monotonic();
    yield { from, to };
    length = clock.monotonic() - began < TURN_MS ? length * 2 : Math.max(FIRST_TURN, Math.ceil(length / 2));
    from = missing && missing.from <= to + 1 ? Math.max(to, missing.to) : to;
    await clock.sleep(0);
  }
}

/** Of which execution, after which line, up to which one, like what. */
type Within = [string, number, number, string];
const WITHIN = "FROM execution_lines WHERE execution_id = ? AND seq > ? AND seq <= ? AND text LIKE ? ESCAPE '\\'";
const COUNT = `SELECT count(*) AS count ${WITHIN}`;
const MATCHES = `SELECT seq, attempt, offset_ms, stream, text ${WITHIN} ORDER BY seq`;
