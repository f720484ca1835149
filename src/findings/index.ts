import type { Context } from "~/context.ts";
import { followExecutions } from "~/executions/index.ts";
import { takeFindings } from "./take.ts";

export { findingRoutes } from "./routes.ts";

/** From here on what executions find is kept. */
export function startFindings(ctx: Context): void {
  followExecutions(ctx, "findings", (tx, _after, news) => takeFindings(ctx, tx, news));
}
