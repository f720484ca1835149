import pino from "pino";

/** JSON lines on stdout. Ids of the request and the execution are bound with `child` and passed on, never ambient. */
export type Log = pino.Logger;

export function openLog(level: string): Log {
  return pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
  });
}
