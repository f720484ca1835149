import { accountRoutes, chainRoutes, prepareAccounts } from "./accounts/index.ts";
import { auditRoutes } from "./audit/index.ts";
import { accountSecrets, backendRoutes } from "./backends/index.ts";
import { backupRoutes, startBackups } from "./backups/index.ts";
import { budgetRoutes, preparePrices, priceRoutes, usageRoutes } from "./budgets/index.ts";
import { configurationRoutes, configurationSchemaRoutes } from "./configuration/index.ts";
import type { Context } from "./context.ts";
import { dashboardRoutes } from "./dashboard/index.ts";
import {
  deliveryPreviewRoutes,
  deliveryRoutes,
  githubSecrets,
  inboxRoutes,
  startBacklog,
  trialRoutes,
} from "./deliveries/index.ts";
import { EVENTS_STREAM, eventRoutes, startEvents } from "./events/index.ts";
import {
  artifactRoutes,
  bulkRoutes,
  type Engine,
  EXECUTION_STREAM,
  executionRoutes,
  heldByExecutions,
  queueRoutes,
  startExecutions,
  transcriptRoutes,
} from "./executions/index.ts";
import { findingRoutes, startFindings } from "./findings/index.ts";
import { actionRoutes, githubRoutes, mayWrite, ownDoing, startGithub } from "./github/index.ts";
import type { Features } from "./http/app.ts";
import {
  access,
  browserRoutes,
  endIdleStreams,
  ensureBootstrapKey,
  keyRoutes,
  sessionRoutes,
  streamTokenRoutes,
} from "./keys/index.ts";
import { channelRoutes, notificationRoutes, ruleRoutes, startNotifications } from "./notifications/index.ts";
import { logLevelRoutes, metricsRoutes, startObservability, takeNote } from "./observability/index.ts";
import { aboutRoutes, connectionRoutes, healthRoutes, homeRoutes, openReadiness } from "./ops/index.ts";
import { outcomeRoutes } from "./outcomes/index.ts";
import {
  githubRepositoryOf,
  productRoutes,
  projectRoutes,
  pushBranch,
  startProjects,
  worktreeRoutes,
} from "./projects/index.ts";
import { retentionRoutes, startRetention } from "./retention/index.ts";
import { followReviews, notePull, reviewRoutes } from "./reviews/index.ts";
import { scheduleRoutes, startSchedules, triggerScheduleRoutes } from "./schedules/index.ts";
import { searchRoutes, startSearch } from "./search/index.ts";
import { snippetRoutes } from "./snippets/index.ts";
import { storageRoutes } from "./storage/index.ts";
import { prepareTemplates, templateRoutes, workflowTemplateRoutes } from "./templates/index.ts";
import {
  actionsOf,
  heldByTriggers,
  prepareTriggers,
  promptRoutes,
  snippetUsers,
  triggerFormRoutes,
  triggerRoutes,
} from "./triggers/index.ts";
import {
  decideRoutes,
  prepareWorkflows,
  RUN_STREAM,
  runRoutes,
  startWorkflows,
  versionRoutes,
  waitingRoutes,
  workflowFormRoutes,
  workflowRoutes,
} from "./workflows/index.ts";

/** The product on one screen. */
export function features(ctx: Context): Features {
  const readiness = openReadiness(ctx);
  const seams = { mayWrite: mayWrite(ctx), ownDoing: ownDoing(ctx), witness: notePull };
  const gate = access(ctx);
  return {
    access: gate,
    onAnswer: takeNote(ctx),
    routes: [
      ["/", dashboardRoutes(ctx)],
      ["/", deliveryRoutes(ctx, seams)],
      ["/health", healthRoutes(ctx, readiness)],
      ["/metrics", metricsRoutes(ctx, readiness)],
      ["/admin/log-level", logLevelRoutes(ctx)],
      ["/admin", sessionRoutes(ctx, gate)],
      ["/admin/sessions", browserRoutes(ctx)],
      ["/admin/keys", keyRoutes(ctx)],
      ["/admin/stream-tokens", streamTokenRoutes(ctx, [EXECUTION_STREAM, RUN_STREAM, EVENTS_STREAM])],
      ["/admin/events", eventRoutes(ctx)],
      ["/admin/backends", backendRoutes(ctx)],
      ["/admin/accounts", accountRoutes(ctx)],
      ["/admin/chains", chainRoutes(ctx)],
      ["/admin/triggers", promptRoutes(ctx)],
      ["/admin/triggers", triggerFormRoutes(ctx)],
      ["/admin/triggers", triggerRoutes(ctx)],
      ["/admin/executions", bulkRoutes(ctx, actionsOf)],
      ["/admin/executions", artifactRoutes(ctx)],
      ["/admin/executions", transcriptRoutes(ctx)],
      ["/admin/templates", templateRoutes(ctx)],
      ["/admin/workflow-templates", workflowTemplateRoutes(ctx)],
      ["/admin/snippets", snippetRoutes(ctx, snippetUsers)],
      ["/admin/deliveries", deliveryPreviewRoutes(ctx)],
      ["/admin/triggers", triggerScheduleRoutes(ctx)],
      ["/admin/schedules", scheduleRoutes(ctx)],
      ["/admin/triggers", trialRoutes(ctx, seams)],
      ["/admin/deliveries", inboxRoutes(ctx, seams)],
      ["/admin/executions", executionRoutes(ctx, actionsOf)],
      ["/admin/executions", actionRoutes(ctx)],
      ["/admin/queue", queueRoutes(ctx)],
      ["/admin/workflows", workflowFormRoutes(ctx)],
      ["/admin/workflows", workflowRoutes(ctx)],
      ["/admin/workflows", versionRoutes(ctx)],
      ["/admin/runs", waitingRoutes(ctx)],
      ["/admin/runs", runRoutes(ctx)],
      ["/decide", decideRoutes(ctx)],
      ["/admin/projects", projectRoutes(ctx, [heldByExecutions, heldByTriggers])],
      ["/admin/projects", worktreeRoutes(ctx)],
      ["/admin/products", productRoutes(ctx)],
      ["/admin/outcomes", outcomeRoutes()],
      ["/admin/findings", findingRoutes(ctx)],
      ["/admin/search", searchRoutes(ctx)],
      ["/admin/github", githubRoutes(ctx)],
      ["/admin/reviews", reviewRoutes(ctx)],
      ["/admin/usage", usageRoutes(ctx)],
      ["/admin/budgets", budgetRoutes(ctx)],
      ["/admin/prices", priceRoutes(ctx)],
      ["/admin/audit", auditRoutes(ctx)],
      ["/admin/config", configurationRoutes(ctx)],
      ["/openapi", configurationSchemaRoutes()],
      ["/admin/connection", connectionRoutes(ctx)],
      ["/admin/about", aboutRoutes(ctx)],
      ["/admin/home", homeRoutes(ctx)],
      ["/admin/backups", backupRoutes(ctx)],
      ["/admin/storage", storageRoutes(ctx)],
      ["/admin/retention", retentionRoutes(ctx)],
      ["/admin/channels", channelRoutes(ctx)],
      ["/admin/notification-rules", ruleRoutes(ctx)],
      ["/admin/notifications", notificationRoutes(ctx)],
    ],
  };
}

/** What must hold before the first request; then the executions, which go on where they were. */
export function startFeatures(ctx: Context, print: (text: string) => void): Engine {
  ctx.redactor.know("default accounts", accountSecrets(ctx.config.environment));
  ctx.redactor.know("GitHub's webhook secrets", githubSecrets(ctx));
  ensureBootstrapKey(ctx, print);
  endIdleStreams(ctx);
  prepareAccounts(ctx);
  preparePrices(ctx);
  prepareWorkflows(ctx);
  prepareTemplates(ctx);
  prepareTriggers(ctx);
  startProjects(ctx);
  startFindings(ctx);
  startSearch(ctx);
  startObservability(ctx);
  startEvents(ctx);
  const engine = startExecutions(ctx);
  startBacklog(ctx);
  startWorkflows(ctx);
  startSchedules(ctx);
  startNotifications(ctx);
  startRetention(ctx);
  startBackups(ctx);
  startGithub(ctx, { pushBranch, repositoryOf: (_queries, id) => githubRepositoryOf(ctx, id) });
  followReviews(ctx);
  return engine;
}
