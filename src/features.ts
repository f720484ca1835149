import { accountRoutes, chainRoutes, prepareAccounts } from "./accounts/index.ts";
import { accountSecrets, backendRoutes } from "./backends/index.ts";
import { budgetRoutes, preparePrices, priceRoutes, usageRoutes } from "./budgets/index.ts";
import type { Context } from "./context.ts";
import { deliveryRoutes, startBacklog } from "./deliveries/index.ts";
import { type Engine, EXECUTION_STREAM, executionRoutes, queueRoutes, startExecutions } from "./executions/index.ts";
import { actionRoutes, githubRoutes, startGithub } from "./github/index.ts";
import type { Features } from "./http/app.ts";
import { access, ensureBootstrapKey, keyRoutes } from "./keys/index.ts";
import { healthRoutes, homeRoutes } from "./ops/index.ts";
import { outcomeRoutes } from "./outcomes/index.ts";
import { followReviews, notePull, reviewRoutes } from "./reviews/index.ts";
import { prepareTriggers, triggerRoutes } from "./triggers/index.ts";

/** The product on one screen. */
export function features(ctx: Context): Features {
  return {
    access: access(ctx),
    routes: [
      ["/", homeRoutes()],
      ["/", deliveryRoutes(ctx, { witness: notePull })],
      ["/health", healthRoutes(ctx)],
      ["/admin", keyRoutes(ctx, [EXECUTION_STREAM])],
      ["/admin/backends", backendRoutes(ctx)],
      ["/admin/accounts", accountRoutes(ctx)],
      ["/admin/chains", chainRoutes(ctx)],
      ["/admin/triggers", triggerRoutes(ctx)],
      ["/admin/executions", executionRoutes(ctx)],
      ["/admin/executions", actionRoutes(ctx)],
      ["/admin/queue", queueRoutes(ctx)],
      ["/admin/outcomes", outcomeRoutes()],
      ["/admin/github", githubRoutes(ctx)],
      ["/admin/reviews", reviewRoutes(ctx)],
      ["/admin/usage", usageRoutes(ctx)],
      ["/admin/budgets", budgetRoutes(ctx)],
      ["/admin/prices", priceRoutes(ctx)],
    ],
  };
}

/** What must hold before the first request; then the executions, which go on where they were. */
export function startFeatures(ctx: Context, print: (text: string) => void): Engine {
  ctx.redactor.know("default accounts", accountSecrets(ctx.config.environment));
  ensureBootstrapKey(ctx, print);
  prepareAccounts(ctx);
  preparePrices(ctx);
  prepareTriggers(ctx);
  const engine = startExecutions(ctx);
  startBacklog(ctx);
  startGithub(ctx);
  followReviews(ctx);
  return engine;
}
