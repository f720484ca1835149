import { chmodSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { checkSettings, listenFailure, namedFailure } from "./check-settings.ts";
import type { Config } from "./config.ts";
import { type Context, openContext } from "./context.ts";
import { features, startFeatures } from "./features.ts";
import { buildApp } from "./http/app.ts";
import { type HttpServer, serve } from "./http/server.ts";
import { greet } from "./keys/index.ts";
import { harden } from "./process/index.ts";

export interface RunningServer {
  ctx: Context;
  url: string;
  /** As SIGTERM does: no new work, requests under way finish, runs are left or stopped as SHUTDOWN_MODE says. */
  close(): Promise<void>;
}

/** Opens everything and listens. Throws ConfigError, LockedError, MigrationError, or what the system says. */
export async function startServer(
  config: Config,
  { print = () => {}, overrides }: { print?: (text: string) => void; overrides?: Partial<Context> } = {},
): Promise<RunningServer> {
  process.umask(0o077);
  harden();
  checkSettings(config);
  const ctx = open(config, overrides);
  try {
    guardData(config);
    for (const warning of config.warnings) ctx.log.warn(warning);
    const engine = startFeatures(ctx, print);
    // A start that fails, on a port in use say, must not end the runs it found.
    let listening = false;
    ctx.disposer.defer(() => engine.close(listening ? config.SHUTDOWN_MODE : "detach"));
    const server = listen(ctx, buildApp(ctx, features(ctx)));
    listening = true;
    ctx.disposer.defer(() => server.close(config.DRAIN_SECS * 1_000));
    greet(ctx, server.url, print);
    ctx.log.info({ url: server.url, boot_id: ctx.boot_id, data_dir: config.data_dir }, "ready");
    return { ctx, url: server.url, close: async () => ctx[Symbol.asyncDispose]() };
  } catch (error) {
    await ctx[Symbol.asyncDispose]();
    throw error;
  }
}

function open(config: Config, overrides?: Partial<Context>): Context {
  try {
    return openContext(config, overrides);
  } catch (error) {
    throw namedFailure(error, config);
  }
}

function listen(ctx: Context, app: ReturnType<typeof buildApp>): HttpServer {
  try {
    return serve(ctx, app);
  } catch (error) {
    throw listenFailure(error, ctx.config);
  }
}

/** With RUN_AS_USER a child passes through to its own directories, and can list none; what lies beside them is 0600. */
function guardData({ data_dir, RUN_AS_USER }: Config): void {
  const names = ["executions", "workspaces", "projects", "worktrees"];
  for (const dir of [data_dir, ...names.map((name) => join(data_dir, name))]) {
    mkdirSync(dir, { recursive: true });
    chmodSync(dir, RUN_AS_USER ? 0o711 : 0o700);
  }
}
