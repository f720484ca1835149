import { readFileSync } from "node:fs";
import { parseEnv } from "node:util";
import { audit } from "~/audit/index.ts";
import { SETTINGS } from "~/config.ts";
import type { Context } from "~/context.ts";
import { Fault } from "~/kit/fault.ts";
import { Level, type LogLevelState, type TurnLogLevel } from "./model.ts";

export function describeLogLevel({ log_level }: Context): LogLevelState {
  const { level, settings_level, expires_at } = log_level;
  return { level: Level.parse(level), settings_level: Level.parse(settings_level), expires_at };
}

/** Throws a Fault `invalid` for an instant that has passed. */
export function turnLogLevel(ctx: Context, input: TurnLogLevel): LogLevelState {
  const { level } = input;
  const expires_at = input.expires_at ?? null;
  if (expires_at !== null && Date.parse(expires_at) <= ctx.clock.now()) {
    const message = "must lie in the future";
    throw new Fault("invalid", `expires_at: ${message}`, { errors: [{ path: "expires_at", message }] });
  }
  const before = { level: ctx.log_level.level };
  ctx.db.tx((tx, after) => {
    audit(ctx, tx, { action: "log_level.set", subject_id: "log", before, after: { level, expires_at } });
    after(() => ctx.log_level.turn(level, expires_at));
  });
  return describeLogLevel(ctx);
}

/** On SIGHUP: LOG_LEVEL as its file has it now. A file that cannot be read, or says nothing of it, changes nothing. */
export function rereadLogLevel({ config, log, log_level }: Context): void {
  try {
    const { LOG_LEVEL } = parseEnv(readFileSync(config.LOG_LEVEL_FILE, "utf8"));
    if (LOG_LEVEL) log_level.settle(SETTINGS.LOG_LEVEL.schema.parse(LOG_LEVEL));
  } catch (err) {
    log.warn({ err, file: config.LOG_LEVEL_FILE }, "LOG_LEVEL cannot be read anew; it stays as it is");
  }
}
