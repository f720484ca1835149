import { z } from "@hono/zod-openapi";
import type { Context } from "~/context.ts";
import { Portion } from "~/kit/portion.ts";
import { Extent, extentOf } from "./extent.ts";
import { Line } from "./model.ts";

/** About this much text is answered at a time. */
export const PAGE_BYTES = 8 * 1024 * 1024;
/** Lines looked at in a turn; so few of the longest are some megabytes. */
const PORTION = { turn_ms: 5, least: 50, most: 100_000 };

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
  const lookInto = (from: number, to: number) => {
    if (isFull() || to <= after) {
      page.matches += ctx.db.sqlite.query<{ count: number }, Within>(COUNT).get(id, from, to, like)?.count ?? 0;
      return;
    }
    for (const line of ctx.db.sqlite.query<Line, Within>(MATCHES).iterate(id, from, to, like)) {
      page.matches++;
      if (line.seq <= after || isFull()) continue;
      page.lines.push(line);
      page.next_after = line.seq;
      size += line.text.length;
    }
  };
  await new Portion(ctx.clock, PORTION).walk(0, page.last_seq, (from, lines) => {
    lookInto(from, from + lines);
    return behindGap(from + lines, page);
  });
  return page;
}

function behindGap(seq: number, { missing }: Extent): number {
  return missing && missing.from <= seq + 1 ? Math.max(seq, missing.to) : seq;
}

/** Of which execution, after which line, up to which one, like what. */
type Within = [string, number, number, string];
const WITHIN = "FROM execution_lines WHERE execution_id = ? AND seq > ? AND seq <= ? AND text LIKE ? ESCAPE '\\'";
const COUNT = `SELECT count(*) AS count ${WITHIN}`;
const MATCHES = `SELECT seq, attempt, offset_ms, stream, text ${WITHIN} ORDER BY seq`;
