import { z } from "@hono/zod-openapi";

export const Level = z.enum(["debug", "info", "warn", "error", "silent"]);

const instant = z.iso.datetime();

export const TurnLogLevel = z
  .strictObject({
    level: Level,
    expires_at: instant
      .transform((given) => new Date(given).toISOString())
      .optional()
      .openapi({ description: "From then on LOG_LEVEL holds again. Unset: at the next start, or at SIGHUP." }),
  })
  .openapi("TurnLogLevel");
export type TurnLogLevel = z.infer<typeof TurnLogLevel>;

export const LogLevelState = z
  .object({
    level: Level,
    settings_level: Level.openapi({ description: "What LOG_LEVEL says." }),
    expires_at: instant.nullable(),
  })
  .openapi("LogLevel");
export type LogLevelState = z.infer<typeof LogLevelState>;
