import { z } from "@hono/zod-openapi";
import { and, desc, eq, ne, type SQL, sql } from "drizzle-orm";
import type { Context } from "~/context.ts";
import type { Queries } from "~/db/tx.ts";
import { openGithub } from "./client.ts";
import { github_actions } from "./tables.ts";
import { targetIn } from "./target.ts";

/** The executions whose actions on GitHub an event tells of, although it bears no mark of theirs. */
export type OwnDoing = (payload: unknown) => Promise<string[]>;

const BOUND_MS = 3_000;
const login = z.object({ login: z.string() }).nullish().catch(null);
const Told = z.object({
  action: z.string().optional().catch(undefined),
  sender: login,
  label: z.object({ name: z.string() }).optional().catch(undefined),
  check_suite: z
    .object({ app: z.object({ slug: z.string() }).nullish() })
    .optional()
    .catch(undefined),
});
type Told = z.infer<typeof Told>;

/** Undefined when GitHub is not set up. When it does not say who we are, what we may have done counts as done by us. */
export function ownDoing(ctx: Context): OwnDoing | undefined {
  const github = openGithub(ctx, "loop guard");
  if (github.setup.kind === "none") return undefined;
  return async (payload) => {
    const { data: told } = Told.safeParse(payload);
    const execution_id = told && lastBehind(ctx.db.orm, told, payload);
    if (!execution_id) return [];
    const late = new AbortController();
    const bound = ctx.clock.sleep(BOUND_MS, late.signal);
    const own = await Promise.race([github.login().catch(() => undefined), bound]);
    late.abort();
    const by = [told.sender?.login, told.check_suite?.app && `${told.check_suite.app.slug}[bot]`];
    return own === undefined || by.includes(own) ? [execution_id] : [];
  };
}

/** The newest execution that labels with this label there, or that has a check run in this suite. */
function lastBehind(queries: Queries, { action, label, check_suite }: Told, payload: unknown): string | undefined {
  const target = targetIn(payload);
  if (!target) return undefined;
  const last = (kind: "labels" | "check", that: SQL) => {
    const done = and(eq(github_actions.repository, target.repository), eq(github_actions.kind, kind), that);
    const query = queries
      .select()
      .from(github_actions)
      .where(and(done, ne(github_actions.status, "refused")));
    return query.orderBy(desc(github_actions.seq)).limit(1).get()?.execution_id;
  };
  if (check_suite) return last("check", sql`target ->> 'head_sha' = ${target.head_sha}`);
  if (!label || !/^(?:un)?labeled$/.test(action ?? "")) return undefined;
  const changed = sql`(SELECT value FROM json_each(action, ${action === "labeled" ? "$.add" : "$.remove"}))`;
  return last("labels", sql`target ->> 'number' = ${target.number} AND ${label.name} IN ${changed}`);
}
