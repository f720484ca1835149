import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { findDangling, openToRead } from "~/db/check.ts";
import { lookInto, sha256Of } from "~/db/copy.ts";
import { readMigrations } from "~/db/migrate.ts";
import { messageOf } from "~/kit/fault.ts";
import type { Manifest } from "./model.ts";
import { DATABASE, readManifest } from "./shelf.ts";

export interface Verdict {
  manifest: Manifest;
  /** What is wrong with it, one sentence each; none when it can be restored. */
  faults: string[];
}

/** Reads all of a backup and holds it against its manifest. Throws an Error when it is none. */
export function verifyBackup(dir: string, migrationsDir: string): Verdict {
  const manifest = readManifest(dir);
  if (manifest.status !== "done") return { manifest, faults: [`it is ${manifest.status}: ${manifest.failure ?? ""}`] };
  const changed = manifest.files.flatMap((file) => faultOf(dir, file) ?? []);
  const database = changed.some((fault) => fault.includes(DATABASE)) ? [] : databaseFaults(dir, manifest);
  return { manifest, faults: [...changed, ...database, ...strangers(manifest, migrationsDir)] };
}

function faultOf(dir: string, { name, size, sha256 }: Manifest["files"][number]): string | undefined {
  const path = join(dir, name);
  if (!existsSync(path)) return `${path} is missing`;
  const same = statSync(path).size === size && (sha256 === null || sha256Of(path) === sha256);
  return same ? undefined : `${path} is not what was written: its size or its SHA-256 differs`;
}

function databaseFaults(dir: string, { counts, migrations }: Manifest): string[] {
  const path = join(dir, DATABASE);
  try {
    const held = lookInto(path, "full");
    using database = openToRead(path);
    const same = isDeepStrictEqual([held.counts, held.migrations], [counts, migrations]);
    return [...findDangling(database), ...(same ? [] : [`${path} does not hold what the manifest says`])];
  } catch (error) {
    return [messageOf(error)];
  }
}

function strangers({ migrations, version }: Manifest, migrationsDir: string): string[] {
  const known = readMigrations(migrationsDir).map(({ tag }) => tag);
  const unknown = migrations.filter((tag) => !known.includes(tag));
  return unknown.length === 0
    ? []
    : [`it is of a newer program, ${version}: ${unknown.join(", ")} is not known here. Update first`];
}
