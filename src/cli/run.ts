import { Command, CommanderError } from "commander";
import { type Config, ConfigError } from "~/config.ts";
import { DamagedError } from "~/db/check.ts";
import { LockedError } from "~/db/lock.ts";
import { MigrationError } from "~/db/migrate.ts";
import { systemClock } from "~/kit/clock.ts";
import { messageOf } from "~/kit/fault.ts";
import { version } from "../../package.json";
import { backupCommands } from "./backup.ts";
import { dbCommands } from "./db.ts";
import { type DoctorOptions, doctor } from "./doctor.ts";
import { isHealthy } from "./health.ts";
import { rotateSecrets } from "./rotate.ts";

/** What the command has of the world. */
export interface Io {
  /** Throws a ConfigError. */
  config(): Config;
  out(text: string): void;
  err(text: string): void;
  /** Signals no longer end the process from then on: this is aborted instead, and whoever asked puts away what it began. */
  told(): AbortSignal;
}

const FAILED = 1;
const LOCKED = 75;
const MISCONFIGURED = 78;

/** Runs `agented` with these arguments and answers its exit code. */
export async function runCli(argv: string[], io: Io): Promise<number> {
  let code = 0;
  const agented = new Command("agented")
    .description("AI coding CLIs as bots for an engineering team.")
    .version(version);
  // Before the commands, which inherit both.
  agented.exitOverride().configureOutput({ writeOut: io.out, writeErr: io.err });
  agented
    .command("start")
    .description("the server, as `bun run start`")
    .action(async () => void (await import("~/main.ts")));
  agented
    .command("doctor")
    .description("what is in order here and what is not, and what to do about it")
    .option("--probe", "run each installed CLI against a stub of its model's API: does it speak as we do?")
    .option("--json", "one JSON document instead of lines")
    .action(async (options: DoctorOptions) => {
      const world = { out: io.out, clock: systemClock, signal: io.told() };
      code = (await doctor(io.config(), options, world)) ? 0 : FAILED;
    });
  agented
    .command("health")
    .description("does the server of these settings answer? Says it by its exit code")
    .action(async () => {
      code = (await isHealthy(io.config())) ? 0 : FAILED;
    });
  agented
    .command("secrets")
    .description("what is stored encrypted")
    .command("rotate")
    .description("seal all stored secrets under a new key; while no server runs")
    .addHelpText("after", "\nWith SECRET_KEY in the environment the new key is read from NEW_SECRET_KEY.")
    .action(() => io.out(`${rotateSecrets(io.config())}\n`));
  backupCommands(agented, io);
  dbCommands(agented, io);
  try {
    await agented.parseAsync(argv, { from: "user" });
    return code;
  } catch (error) {
    // It has said what is wrong itself.
    if (error instanceof CommanderError) return error.exitCode;
    const lines = error instanceof ConfigError ? error.mistakes : [messageOf(error)];
    for (const line of lines) io.err(`agented: ${line}\n`);
    return exitCodeOf(error);
  }
}

function exitCodeOf(error: unknown): number {
  if (error instanceof LockedError) return LOCKED;
  const lasting = [ConfigError, DamagedError, MigrationError].some((kind) => error instanceof kind);
  return lasting ? MISCONFIGURED : FAILED;
}
