import { z } from "@hono/zod-openapi";
import { and, eq, sql } from "drizzle-orm";
import type { Queries } from "~/db/tx.ts";
import { targetIn } from "~/github/index.ts";
import { pull_requests } from "./tables.ts";

const Told = z.object({
  pull_request: z.object({
    title: z.string(),
    state: z.enum(["open", "closed"]),
    merged: z.boolean().nullish(),
    html_url: z
      .url({ protocol: /^https?$/ })
      .max(1_000)
      .optional()
      .catch(undefined),
    user: z.object({ login: z.string().max(100) }).nullish(),
    updated_at: z.iso.datetime(),
  }),
});

/** Keeps what a delivery says of a pull request, whatever it starts: that it was closed or merged, and its newest head. */
export function notePull(queries: Queries, payload: unknown): void {
  const target = targetIn(payload);
  const { data } = Told.safeParse(payload);
  if (!target?.is_pull || !target.number || !target.head_sha || !data) return;
  const { title, state, merged, html_url, user, updated_at } = data.pull_request;
  const told = {
    ...{ title: title.slice(0, 300), author: user?.login ?? null, url: html_url ?? null },
    ...{ state: merged ? ("merged" as const) : state, head_sha: target.head_sha, updated_at },
  };
  queries
    .insert(pull_requests)
    .values({ repository: target.repository, number: target.number, ...told })
    .onConflictDoUpdate({
      target: [pull_requests.repository, pull_requests.number],
      set: told,
      setWhere: sql`excluded.updated_at >= ${pull_requests.updated_at}`,
    })
    .run();
}

/** The newest head of a pull request, as far as somebody told. */
export function newestHead(queries: Queries, repository: string, number: number): string | undefined {
  const same = and(eq(pull_requests.repository, repository), eq(pull_requests.number, number));
  return queries.select({ sha: pull_requests.head_sha }).from(pull_requests).where(same).get()?.sha;
}
