import { existsSync } from "node:fs";
import { join } from "node:path";
import { type BackendKind, backends, configFor } from "~/backends/index.ts";
import type { Context } from "~/context.ts";
import { Fault, messageOf } from "~/kit/fault.ts";
import { RESULT_FILE, RESULT_VARIABLE } from "~/outcomes/index.ts";
import { attemptFiles, findUser, type Spawned, type SystemUser, spawnAttempt } from "~/process/index.ts";
import { ARTIFACTS_VARIABLE, makeArtifactsDir } from "./artifacts/keep.ts";
import { childEnv } from "./child-env.ts";
import type { Place } from "./place.ts";
import type { Claimed } from "./queue.ts";
import type { Reason } from "./status.ts";
import { turnOf } from "./thread.ts";
import { prepareWorkspace } from "./workspace.ts";

/** It could not be started: nothing of it ran. */
export class StartError extends Error {
  override readonly name = "StartError";
  constructor(
    readonly reason: Reason,
    message: string,
  ) {
    super(message);
  }
}

export function executionDir(ctx: Context, id: string): string {
  return join(ctx.config.data_dir, "executions", id);
}

/** Prepares the directory and the command, and spawns. Throws a StartError. */
export function start(ctx: Context, { execution, attempt }: Claimed, place: Place): Spawned {
  const kind: BackendKind = backends[attempt.backend];
  const { user, account_env } = place;
  const present = refusing(() => prepareWorkspace(ctx.config, execution.working_dir, user));
  if (!present)
    throw new StartError(
      "workspace_failed",
      `The working directory ${execution.working_dir} is not there: make it, or let the trigger name another.`,
    );
  const unsafe = kind.unsafe?.(execution, existsSync);
  if (unsafe) throw new StartError("workspace_failed", unsafe);
  const command = refusing(() =>
    kind.command({
      ...turnOf(ctx.db.orm, execution, attempt, place.lost),
      config: configFor(kind, execution.backend_config),
      model: attempt.model ?? undefined,
      permissions: execution.permissions,
      allowed_tools: execution.allowed_tools ?? undefined,
      working_dir: execution.working_dir,
      root: (user?.uid ?? process.getuid?.()) === 0,
    }),
  );
  const dir = executionDir(ctx, execution.id);
  const left = {
    [RESULT_VARIABLE]: join(attemptFiles(dir, attempt.number).tmp, RESULT_FILE),
    [ARTIFACTS_VARIABLE]: refusing(() => makeArtifactsDir(dir, attempt.number, user)),
  };
  return refusing(
    () =>
      spawnAttempt({
        execution_id: execution.id,
        dir,
        number: attempt.number,
        argv: command.argv,
        env: { ...childEnv(ctx, account_env, command.env, user), ...place.share, ...left },
        cwd: execution.working_dir,
        stdin: command.stdin,
        user,
      }),
    kind.install,
  );
}

/** The user the CLI runs as. Throws a StartError. */
export function userOf(ctx: Context): SystemUser | undefined {
  const name = ctx.config.RUN_AS_USER;
  if (name === undefined) return undefined;
  const user = findUser(name);
  if (!user) throw new StartError("spawn_failed", `RUN_AS_USER names ${name}, and there is no such user.`);
  return user;
}

const REASONS: Record<string, Reason> = {
  workspace_missing: "workspace_failed",
  cli_missing: "cli_missing",
  cli_not_executable: "cli_missing",
};

export function refusing<T>(act: () => T, install?: string): T {
  try {
    return act();
  } catch (error) {
    const reason = error instanceof Fault ? REASONS[error.code] : undefined;
    const remedy = reason === "cli_missing" && install ? ` Install it: ${install}` : "";
    throw new StartError(reason ?? "spawn_failed", messageOf(error) + remedy);
  }
}
