import { accountSecrets, backendRoutes } from "./backends/index.ts";
import type { Context } from "./context.ts";
import { deliveryRoutes } from "./deliveries/index.ts";
import { type Engine, EXECUTION_STREAM, executionRoutes, startExecutions } from "./executions/index.ts";
import type { Features } from "./http/app.ts";
import { access, ensureBootstrapKey, keyRoutes } from "./keys/index.ts";
import { healthRoutes, homeRoutes } from "./ops/index.ts";
import { prepareTriggers, triggerRoutes } from "./triggers/index.ts";

/** The product on one screen. */
export function features(ctx: Context): Features {
  return {
    access: access(ctx),
    routes: [
      ["/", homeRoutes()],
      ["/", deliveryRoutes(ctx)],
      ["/health", healthRoutes(ctx)],
      ["/admin", keyRoutes(ctx, [EXECUTION_STREAM])],
      ["/admin/backends", backendRoutes(ctx)],
      ["/admin/triggers", triggerRoutes(ctx)],
      ["/admin/executions", executionRoutes(ctx)],
    ],
  };
}

/** What must hold before the first request; then the executions, which go on where they were. */
export function startFeatures(ctx: Context, print: (text: string) => void): Engine {
  ctx.redactor.know("default accounts", accountSecrets(ctx.config.environment));
  ensureBootstrapKey(ctx, print);
  prepareTriggers(ctx);
  return startExecutions(ctx);
}
