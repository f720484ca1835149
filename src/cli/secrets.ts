import type { Command } from "commander";
import type { Io } from "./io.ts";
import { rotateSecrets } from "./rotate.ts";

export function addSecrets(agented: Command, io: Io): void {
  agented
    .command("secrets")
    .description("what is stored encrypted")
    .command("rotate")
    .description("seal all stored secrets under a new key; while no server runs")
    .addHelpText("after", "\nWith SECRET_KEY in the environment the new key is read from NEW_SECRET_KEY.")
    .action(() => io.out(`${rotateSecrets(io.config())}\n`));
}
