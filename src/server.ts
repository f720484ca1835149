import { chmodSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { checkSettings, listenFailure, namedFailure } from "./check-settings.ts";
import { type Config, ConfigError } from "./config.ts";
import { type Context, openContext } from "./context.ts";
import { WAIT_MS } from "./db/patience.ts";
import { features, startFeatures } from "./features.ts";
import { buildApp } from "./http/app.ts";
import { type HttpServer, serve } from "./http/server.ts";
import { type Instruments, loadInstruments } from "./instrument.ts";
import { greet } from "./keys/index.ts";
import { harden } from "./process/index.ts";

/** Nobody is kept waiting yet, and a start that fails for somebody's lock would be tried no more after some times. */
const START_WAIT_MS = 60_000;

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
  const instruments = await loadInstruments(config);
  const ctx = open(config, overrides, instruments);
  try {
    guardData(config);
    ctx.db.wait(START_WAIT_MS);
    for (const warning of config.warnings) ctx.log.warn(warning);
    const engine = startFeatures(ctx, print);
    // A start that fails, on a port in use say, must not end the runs it found.
    let listening = false;
    ctx.disposer.defer(() => engine.close(listening ? config.SHUTDOWN_MODE : "detach"));
    const server = listen(ctx, buildApp(ctx, features(ctx)));
    ctx.disposer.defer(() => server.close(config.DRAIN_SECS * 1_000));
    ctx.disposer.defer(() => {
      ctx.vitals.stopping = true;
    });
    greet(ctx, server.url, print);
    listening = true;
    ctx.db.wait(WAIT_MS);
    ctx.log.info({ url: server.url, boot_id: ctx.boot_id, data_dir: config.data_dir }, "ready");
    return { ctx, url: server.url, close: async () => ctx[Symbol.asyncDispose]() };
  } catch (error) {
    if (!(error instanceof ConfigError)) ctx.log.fatal({ err: error }, "the server could not start");
    await ctx[Symbol.asyncDispose]();
    throw error;
  }
}

function open(config: Config, overrides: Partial<Context> | undefined, instruments: Instruments): Context {
  try {
    return openContext(config, overrides, instruments);
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
