import type { Hono } from "hono";
import { TrieRouter } from "hono/router/trie-router";
import { Fault } from "~/kit/fault.ts";
import type { AppContext, AppEnv } from "./scope.ts";

/**
 * Answers what no route took: 405 with `Allow` when the path exists for other methods, else 404. Hono itself knows
 * only 404. Built at the first use, when all routes are there.
 */
export function notFound(app: Hono<AppEnv>) {
  let table: TrieRouter<string> | undefined;
  return (c: AppContext): Response => {
    table ??= methodTable(app);
    const [matches] = table.match("ALL", c.req.path);
    const allowed = new Set(matches.map(([method]) => method));
    if (allowed.has("GET")) allowed.add("HEAD");
    if (allowed.size === 0 || allowed.has(c.req.method)) throw new Fault("not_found", "There is nothing at this path.");
    throw new Fault("method_not_allowed", `This path takes ${[...allowed].join(", ")}.`, {
      headers: { Allow: [...allowed].join(", ") },
    });
  };
}

function methodTable(app: Hono<AppEnv>): TrieRouter<string> {
  const table = new TrieRouter<string>();
  for (const { method, path } of app.routes) if (method !== "ALL") table.add("ALL", path, method);
  return table;
}
