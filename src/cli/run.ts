import { Command, CommanderError } from "commander";
import { ConfigError } from "~/config.ts";
import { DamagedError } from "~/db/check.ts";
import { LockedError } from "~/db/lock.ts";
import { MigrationError } from "~/db/migrate.ts";
import { messageOf } from "~/kit/fault.ts";
import { Refused, Unreachable } from "./api.ts";
import { type AddCommand, EXIT, Exit, type Io } from "./io.ts";
import { version } from "./version.ts";

/** The whole of `agented`: what help, completion and `docs/cli.md` go by. */
export function program(commands: readonly AddCommand[], io: Io): Command {
  const agented = new Command("agented")
    .description("AI coding CLIs as bots for an engineering team.")
    .version(version, "-V, --version");
  // Before the commands, which inherit these.
  agented.exitOverride().configureOutput({ writeOut: io.out, writeErr: io.err, getOutHasColors: () => false });
  agented.showHelpAfterError("(--help says more)");
  for (const add of commands) add(agented, io);
  return agented;
}

/** Runs it with these arguments and answers its exit code. */
export async function runCommands(commands: readonly AddCommand[], argv: string[], io: Io): Promise<number> {
  try {
    await program(commands, io).parseAsync(argv, { from: "user" });
    return 0;
  } catch (error) {
    if (error instanceof Exit) return error.code;
    // It has said what is wrong itself.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT.usage;
    for (const sentence of sentencesOf(error)) io.err(`agented: ${sentence}\n`);
    return exitCodeOf(error);
  }
}

function sentencesOf(error: unknown): string[] {
  if (error instanceof ConfigError) return error.mistakes;
  if (!(error instanceof Refused)) return [messageOf(error)];
  const fields = error.fields.map(({ path, message }) => `${path}: ${message}`).filter((one) => one !== error.message);
  const request = error.request_id ? [`request id ${error.request_id}`] : [];
  return [[error.message, ...fields, ...request].join("\n  ")];
}

function exitCodeOf(error: unknown): number {
  if (error instanceof LockedError || error instanceof Unreachable) return EXIT.temporary;
  if (error instanceof Refused) return error.isTemporary ? EXIT.temporary : EXIT.failed;
  const lasting = [ConfigError, DamagedError, MigrationError].some((kind) => error instanceof kind);
  return lasting ? EXIT.misconfigured : EXIT.failed;
}
