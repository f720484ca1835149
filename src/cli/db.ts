import { existsSync } from "node:fs";
import type { Command } from "commander";
import type { Config } from "~/config.ts";
import { DamagedError, findDamage, findDangling, openToRead } from "~/db/check.ts";
import { takeInstanceLock } from "~/db/lock.ts";
import { openDb } from "~/db/open.ts";
import { rehearse } from "~/db/rehearse.ts";
import { systemClock } from "~/kit/clock.ts";
import type { Io } from "./io.ts";

/** `agented db …` */
export function addDb(agented: Command, io: Io): void {
  const db = agented.command("db").description("the database itself");
  db.command("check")
    .description("is it whole? Beside a running server too")
    .option("--full", "compare each index with its table as well; it takes some times longer")
    .action(({ full = false }: { full?: boolean }) => io.out(`${check(io.config(), full)}\n`));
  db.command("migrate")
    .description("bring its schema up to date, as the next start would; while no server runs")
    .option("--dry-run", "try it on a copy, and say what was run and how long it took")
    .action(({ dryRun = false }: { dryRun?: boolean }) => {
      for (const line of dryRun ? rehearsal(io.config()) : [migrate(io.config())]) io.out(`${line}\n`);
    });
}

/** Throws a DamagedError. */
function check({ db_path }: Config, full: boolean): string {
  refuseAbsent(db_path);
  using database = openToRead(db_path);
  const damage = [...findDamage(database, full ? "full" : "quick"), ...findDangling(database)];
  if (damage.length > 0) throw new DamagedError(db_path, damage);
  return `${db_path} is whole.`;
}

function rehearsal({ db_path, migrations_dir }: Config): string[] {
  refuseAbsent(db_path);
  const run = rehearse(db_path, migrations_dir, systemClock);
  if (run.length === 0) return [`${db_path} is up to date.`];
  const lines = run.map(({ tag, statements, ms }) => `${tag}: ${statements} statements in ${Math.ceil(ms)} ms`);
  return [...lines, `On a copy, which is gone again: ${db_path} is as it was.`];
}

function migrate({ data_dir, db_path, migrations_dir }: Config): string {
  refuseAbsent(db_path);
  process.umask(0o077);
  using stack = new DisposableStack();
  stack.adopt(takeInstanceLock(data_dir), (lock) => lock.release());
  stack.adopt(openDb(db_path, migrations_dir), (db) => db.close());
  return `${db_path} is up to date.`;
}

function refuseAbsent(path: string): void {
  if (!existsSync(path)) throw new Error(`there is no database ${path}: the first start makes it`);
}
