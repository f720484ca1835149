import pino from "pino";

/** JSON lines on stdout. Ids of the request and the execution are bound with `child` and passed on, never ambient. */
export type Log = pino.Logger;

/** Of an error these alone: what else hangs on one may be a URL with its token. */
export const serializers = {
  err: (error: unknown) =>
    error instanceof Error ? { type: error.name, message: error.message, stack: error.stack } : { type: typeof error },
};

export function openLog(level: string): Log {
  return pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    serializers,
  });
}
