import { ConfigError, readConfig } from "./config.ts";
import { DamagedError } from "./db/check.ts";
import { LockedError } from "./db/lock.ts";
import { MigrationError } from "./db/migrate.ts";
import { isSyncFailure } from "./db/trust.ts";
import { holdLoop } from "./kit/clock.ts";
import { messageOf } from "./kit/fault.ts";
import type { Log } from "./kit/log.ts";
import { rereadLogLevel } from "./observability/index.ts";
import { endAtOnce } from "./process/index.ts";
import { type RunningServer, startServer } from "./server.ts";

/** What was written may not be on the disk: the next start recovers. */
const DISTRUSTED = 74;
const LOCKED = 75;
const MISCONFIGURED = 78;

/** Config, server, then wait for a signal. A repeated signal changes nothing: one Ctrl-C arrives several times. */
async function main(): Promise<number> {
  holdLoop();
  const told = Promise.withResolvers<void>();
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => told.resolve());
  let server: RunningServer | undefined;
  // From the first moment on: unheard, it would end the process.
  process.on("SIGHUP", () => server && rereadLogLevel(server.ctx));
  try {
    server = await startServer(readConfig(process.env), { print: (text) => process.stderr.write(text) });
    const { log } = server.ctx;
    for (const event of ["uncaughtException", "unhandledRejection"])
      process.on(event, (err) => log.fatal({ err }, "a failure that nobody dealt with"));
    const lost = await Promise.race([told.promise, server.ctx.db.trust.lost]);
    if (lost) return distrusted(lost, log);
    await server.close();
    return 0;
  } catch (error) {
    if (isSyncFailure(error)) return distrusted(error);
    if (error instanceof ConfigError) return fail(MISCONFIGURED, error.mistakes);
    if (error instanceof MigrationError || error instanceof DamagedError) return fail(MISCONFIGURED, [error.message]);
    if (error instanceof LockedError) return fail(LOCKED, [error.message]);
    return fail(1, [messageOf(error)]);
  }
}

/** Not in order: closing the database would write to it. Runs go on, and the next start finds them. */
function distrusted(err: Error, log?: Log): never {
  log?.fatal({ err }, "the database cannot be trusted any more: ending at once");
  process.stderr.write(`agented: ${err.message}\n`);
  return endAtOnce(err instanceof DamagedError ? MISCONFIGURED : DISTRUSTED);
}

function fail(code: number, lines: string[]): number {
  for (const line of lines) process.stderr.write(`agented: ${line}\n`);
  return code;
}

/** Not awaited here: the bytecode that `start.ts` makes is CommonJS, which cannot. */
export const ended = main().then(process.exit);
