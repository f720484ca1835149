import { addAccounts } from "./accounts.ts";
import { addBackup } from "./backup.ts";
import { addBudgets } from "./budgets.ts";
import { addCompletion } from "./completion.ts";
import { addApply, addExport } from "./configuration.ts";
import { addDb } from "./db.ts";
import { addDeliveries } from "./deliveries.ts";
import { addDoctor } from "./doctor.ts";
import { addExecutions } from "./executions.ts";
import { addHealth } from "./health.ts";
import type { AddCommand, Io } from "./io.ts";
import { addKeys } from "./keys.ts";
import { addOpenapi } from "./openapi.ts";
import { addProjects } from "./projects.ts";
import { runCommands } from "./run.ts";
import { addRuns } from "./runs.ts";
import { addSchedules } from "./schedules.ts";
import { addSecrets } from "./secrets.ts";
import { addServe } from "./serve.ts";
import { addRun, addTriggers } from "./triggers.ts";
import { addVersion } from "./version.ts";
import { addWorkflows } from "./workflows.ts";

export type { Io } from "./io.ts";
export { program } from "./run.ts";

/** In the order in which help shows them. */
export const COMMANDS: readonly AddCommand[] = [
  addServe,
  addRun,
  addExecutions,
  addTriggers,
  addWorkflows,
  addRuns,
  addSchedules,
  addDeliveries,
  addAccounts,
  addBudgets,
  addProjects,
  addExport,
  addApply,
  addKeys,
  addDoctor,
  addHealth,
  addSecrets,
  addBackup,
  addDb,
  addOpenapi,
  addCompletion,
  addVersion,
];

/** Runs `agented` with these arguments and answers its exit code. */
export const runCli = (argv: string[], io: Io): Promise<number> => runCommands(COMMANDS, argv, io);
