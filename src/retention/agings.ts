import { agingAudit } from "~/audit/index.ts";
import type { Context } from "~/context.ts";
import type { Aging } from "~/db/aging.ts";
import { agingDeliveries } from "~/deliveries/index.ts";
import { agingExecutions } from "~/executions/index.ts";
import { agingActions, heldByActions } from "~/github/index.ts";
import { agingNotifications } from "~/notifications/index.ts";
import { agingReviews } from "~/reviews/index.ts";
import { agingFires } from "~/schedules/index.ts";
import { agingRuns } from "~/workflows/index.ts";

const DAY_MS = 24 * 60 * 60_000;

/**
 * All that is kept for a time, with the instant before which it goes. Usage stays, for bills and budgets; findings are a
 * history; what a person made is nobody's to remove.
 */
export function agings(ctx: Context): { aging: Aging; before: string }[] {
  const { RETENTION_DAYS, AUDIT_RETENTION_DAYS } = ctx.config;
  const ago = (days: number) => ctx.clock.iso(ctx.clock.now() - days * DAY_MS);
  const work = [
    ...[agingExecutions(ctx, heldByActions), agingDeliveries(ctx), agingFires],
    ...[agingNotifications, agingActions, agingReviews, agingRuns],
  ];
  return [
    ...work.map((aging) => ({ aging, before: ago(RETENTION_DAYS) })),
    { aging: agingAudit, before: ago(AUDIT_RETENTION_DAYS) },
  ];
}
