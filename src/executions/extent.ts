import { z } from "@hono/zod-openapi";
import type { Context } from "~/context.ts";

/** How far an execution's lines reach. */
export const Extent = z.object({
  last_seq: z.number().int().openapi({ description: "`seq` of the newest line." }),
  missing: z
    .object({ from: z.number().int(), to: z.number().int() })
    .nullable()
    .openapi({ description: "The first and the last `seq` between head and tail that are not kept." }),
});
export type Extent = z.infer<typeof Extent>;

export function extentOf({ db }: Context, id: string): Extent {
  const row = db.sqlite
    .query<{ last_seq: number; gap_seq: number | null; tail: number | null }, [string]>(EXTENT)
    .get(id);
  const { last_seq = 0, gap_seq = null, tail = null } = row ?? {};
  if (gap_seq === null) return { last_seq, missing: null };
  const [from, to] = [gap_seq + 1, (tail ?? last_seq + 1) - 1];
  return { last_seq, missing: from <= to ? { from, to } : null };
}

const EXTENT = `
  SELECT last_seq, gap_seq,
    (SELECT min(seq) FROM execution_lines WHERE execution_id = executions.id AND seq > gap_seq) AS tail
  FROM executions WHERE id = ?`;
