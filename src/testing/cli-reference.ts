import type { Command } from "commander";
import { COMMANDS, program } from "~/cli/index.ts";

const nowhere = () => {
  throw new Error("the reference runs no command");
};

/** `agented` as it describes itself. */
export const agented = (): Command =>
  program(COMMANDS, { config: nowhere, out() {}, err() {}, stdin: nowhere, terminal: false, told: nowhere });

/** Every command's `--help`, as `docs/cli.md` has it from `HEAD` on. */
export function cliReference(): string {
  return `${HEAD}\n\n${helpsOf(agented()).join("\n")}`;
}

export const HEAD = "## Every command";

function helpsOf(command: Command, before = ""): string[] {
  const path = `${before}${command.name()}`;
  command.configureOutput({ getOutHelpWidth: () => 100 });
  const below = command.commands.flatMap((one) => helpsOf(one, `${path} `));
  return [`### ${path}\n\n\`\`\`text\n${command.helpInformation().trim()}\n\`\`\`\n`, ...below];
}
