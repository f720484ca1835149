import { z } from "@hono/zod-openapi";
import type { Context } from "~/context.ts";
import { Extent } from "./extent.ts";
import { Line } from "./model.ts";

/** About this much text is answered at a time. */
export const PAGE_BYTES = 8 * 1024 * 1024;
/** Lines looked at in one turn of the loop. */
const TURN = 10_000;
const TURN_BYTES = 2 * 1024 * 1024;

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
): Promise<Omit<LinePage, keyof Extent>> {
  const page = { lines: [] as Line[], next_after: after, matches: 0 };
  let size = 0;
  for (let seq = 0; ; ) {
    const to = endOfTurn(ctx, id, seq);
    if (to === undefined) return page;
    const query = ctx.db.sqlite.query<Line, [string, number, number, string]>(MATCHES);
    for (const line of query.iterate(id, seq, to, pattern(text))) {
      page.matches++;
      if (line.seq <= after || page.lines.length >= limit || size >= PAGE_BYTES) continue;
      page.lines.push(line);
      page.next_after = line.seq;
      size += line.text.length;
    }
    seq = to;
    await ctx.clock.sleep(0);
  }
}

/** The last line of the next turn; undefined when there is none. */
function endOfTurn(ctx: Context, id: string, seq: number): number | undefined {
  let to: number | undefined;
  let bytes = 0;
  const query = ctx.db.sqlite.query<{ seq: number; bytes: number }, [string, number, number]>(SIZES);
  for (const line of query.iterate(id, seq, TURN)) {
    to = line.seq;
    bytes += line.bytes;
    if (bytes >= TURN_BYTES) break;
  }
  return to;
}

function pattern(text: string): string {
  return `%${text.replace(/[\\%_]/g, "\\$&")}%`;
}

const SIZES =
  "SELECT seq, octet_length(text) AS bytes FROM execution_lines WHERE execution_id = ? AND seq > ? ORDER BY seq LIMIT ?";
const MATCHES = `
  SELECT seq, attempt, offset_ms, stream, text FROM execution_lines
  WHERE execution_id = ? AND seq > ? AND seq <= ? AND text LIKE ? ESCAPE '\\' ORDER BY seq`;
