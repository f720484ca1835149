import type { Context } from "~/context.ts";
import { openGithub, partsOf } from "./client.ts";
import { isRefusal } from "./failure.ts";

/** Undefined: it cannot be said now, so a gate that asks refuses. */
export type MayWrite = (repository: string, login: string) => Promise<boolean | undefined>;

const KEPT_MS = 60_000;
const MOST_KEPT = 1_000;
const ROUTE = "GET /repos/{owner}/{repo}/collaborators/{username}/permission";

/** Whether somebody may write to a repository, as GitHub says; undefined when GitHub is not set up. Kept for a minute. */
export function mayWrite(ctx: Context): MayWrite | undefined {
  const github = openGithub(ctx, "receiver");
  if (github.setup.kind === "none") return undefined;
  const kept = new Map<string, { may: boolean; until: number }>();
  const ask = async (repository: string, username: string) => {
    const octokit = await github.of(repository);
    try {
      const { data } = await octokit.request(ROUTE, { ...partsOf(repository), username });
      return ["admin", "maintain", "write"].includes(data.permission);
    } catch (error) {
      if (isRefusal(error, 404)) return false;
      throw error;
    }
  };
  return async (repository, login) => {
    const key = `${repository} ${login}`.toLowerCase();
    const known = kept.get(key);
    if (known && known.until > ctx.clock.monotonic()) return known.may;
    try {
      const may = await ask(repository, login);
      kept.delete(key);
      kept.set(key, { may, until: ctx.clock.monotonic() + KEPT_MS });
      const [oldest] = kept.keys();
      if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
      return may;
    } catch (err) {
      ctx.log.warn({ err, repository, login }, "GitHub does not say whether somebody may write");
      return undefined;
    }
  };
}
