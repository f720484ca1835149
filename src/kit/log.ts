import pino from "pino";
import { textLine } from "./log-text.ts";

/** Lines on stdout. Ids of the request and the execution are bound with `child` and passed on, never ambient. */
export type Log = pino.Logger;

/** A line at level error or above that tells of a thrown thing, with the ids that were bound to its log. */
export interface Failure {
  err: unknown;
  said: string;
  fields: Record<string, unknown>;
}

interface LogOptions {
  level: string;
  format?: "json" | "text";
  colour?: boolean;
  redact?: (text: string) => string;
  /** Hears of each failure as it is logged: nobody has to report one twice. */
  onFailure?: (failure: Failure) => void;
}

/** Of an error these alone: what else hangs on one may be a URL with its token. */
export function serializers(redact: (text: string) => string = (text) => text) {
  const err = (error: unknown) =>
    error instanceof Error
      ? { type: error.name, message: redact(error.message), stack: redact(error.stack ?? "") }
      : { type: typeof error };
  return { err };
}

export function openLog({ level, format = "json", colour = false, redact, onFailure }: LogOptions): Log {
  const stdout = pino.destination({ dest: 1, sync: true });
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: serializers(redact),
    ...(onFailure && { hooks: { logMethod: tellingOf(onFailure) } }),
  };
  return format === "json"
    ? pino(options, stdout)
    : pino(options, { write: (line) => stdout.write(textLine(line, colour)) });
}

const ERROR = 50;

type LogMethod = NonNullable<NonNullable<pino.LoggerOptions["hooks"]>["logMethod"]>;

export function tellingOf(onFailure: (failure: Failure) => void): LogMethod {
  return function logMethod(args, method, level) {
    const [first, said = ""] = args as unknown as [unknown, string?];
    if (level >= ERROR && typeof first === "object" && first !== null && "err" in first) {
      const { err, ...fields } = first;
      onFailure({ err, said, fields: { ...this.bindings(), ...fields } });
    }
    method.apply(this, args);
  };
}
