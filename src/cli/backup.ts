import { existsSync, mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Command } from "commander";
import { backupsDir, fill, findBackup, lay, refuseWithoutRoom, restoreBackup, verifyBackup } from "~/backups/index.ts";
import type { Config } from "~/config.ts";
import { copyDatabase } from "~/db/copy.ts";
import { systemClock } from "~/kit/clock.ts";
import { idMaker } from "~/kit/ids.ts";
import type { Io } from "./io.ts";

interface CreateOptions {
  to?: string;
  withSecrets?: boolean;
}

/** `agented backup …` */
export function addBackup(agented: Command, io: Io): void {
  const backup = agented.command("backup").description("copies of the database, made and put back");
  backup
    .command("create")
    .description("copy the database, beside a running server too; workspaces and clones are not in it")
    .option("--to <dir>", "where to lay it, instead of <data>/backups")
    .option("--with-secrets", "the secret key and the API key too: whoever has it can read every stored secret")
    .action(async (options: CreateOptions) => {
      const dir = await create(io.config(), options);
      if (options.withSecrets) io.err(`agented: ${join(dir, "secret_key")} opens every stored secret: keep it safe\n`);
      io.out(`${dir}\n`);
    });
  backup
    .command("verify")
    .description("read all of a backup: is it whole, and does this version know it?")
    .argument("<backup>", "its directory, or its id")
    .action((named: string) => io.out(`${verify(io.config(), named)}\n`));
  backup
    .command("restore")
    .description("put a backup in the place of the database; while no server runs")
    .argument("<backup>", "its directory, or its id")
    .option("--force", "over the database that is there, which is kept beside it")
    .action((named: string, { force = false }: { force?: boolean }) => {
      const config = io.config();
      const told = restoreBackup(config, findBackup(config, named), { force, clock: systemClock });
      for (const line of told) io.out(`${line}\n`);
    });
}

async function create(config: Config, { to, withSecrets: secrets = false }: CreateOptions): Promise<string> {
  if (!existsSync(config.db_path)) throw new Error(`there is no database ${config.db_path}: nothing to back up`);
  process.umask(0o077);
  const root = to === undefined ? backupsDir(config) : resolve(to);
  mkdirSync(root, { recursive: true, mode: 0o700 });
  refuseWithoutRoom(config, root);
  const id = idMaker(systemClock.now)("backup");
  const order = { id, created_at: systemClock.iso(), cause: "person" as const, secrets };
  return fill(config, lay(root, order), copyDatabase);
}

function verify(config: Config, named: string): string {
  const dir = findBackup(config, named);
  const { manifest, faults } = verifyBackup(dir, config.migrations_dir);
  if (faults.length > 0) throw new Error(`${dir}: ${faults.join("; ")}`);
  const { executions = 0, execution_lines = 0 } = manifest.counts;
  const keys = manifest.secrets ? "with the keys" : "without the keys";
  return `${dir} is whole: of ${manifest.created_at}, ${executions} executions, ${execution_lines} lines, ${keys}.`;
}
