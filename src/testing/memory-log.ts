import pino from "pino";
import { type Log, serializers } from "~/kit/log.ts";

/** A log that a test can read: every line, parsed. */
// biome-ignore lint/suspicious/noExplicitAny: a test says by its assertions what it expects of a line
export function memoryLog(level = "debug"): { log: Log; lines: any[] } {
  const lines: unknown[] = [];
  return {
    log: pino(
      { level, base: null, serializers: serializers() },
      { write: (line) => void lines.push(JSON.parse(line)) },
    ),
    lines,
  };
}
