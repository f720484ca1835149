import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Config } from "~/config.ts";
import { idParam } from "~/kit/ids.ts";
import { identify, isRunning } from "~/process/index.ts";
import { Manifest } from "./model.ts";

export const DATABASE = "agented.db";
const MANIFEST = "manifest.json";
const DRAFT = /^bak-.*\.tmp$/;
/** Which process makes it: for what a crash left is nobody's, whoever has its pid now. */
const MAKER = /\.(?<pid>\d+)\.(?<started>\d+)\.(?<machine_boot>[\w-]+)\.tmp$/;
const Id = idParam("backup");

export interface Shelved {
  dir: string;
  manifest: Manifest;
}

/** Where backups lie when nobody says another place. */
export function backupsDir({ data_dir }: Pick<Config, "data_dir">): string {
  return join(data_dir, "backups");
}

/** Begins one, in a directory that `finish` gives its name. */
export function layDraft(root: string, manifest: Manifest): string {
  const { pid, started, machine_boot } = identify(process.pid);
  const dir = join(root, `${manifest.id}.${pid}.${started}.${machine_boot}.tmp`);
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  writeManifest(dir, manifest);
  return dir;
}

/** From here on it is one: all of it is on the disk before it has its name. */
export async function finish(root: string, draft: string, manifest: Manifest): Promise<string> {
  const dir = join(root, manifest.id);
  await sync(writeManifest(draft, manifest));
  await sync(draft);
  renameSync(draft, dir);
  await sync(root);
  return dir;
}

function writeManifest(dir: string, manifest: Manifest): string {
  const path = join(dir, MANIFEST);
  writeFileSync(path, `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600 });
  return path;
}

/** Not on the loop's thread: a busy disk takes its time. */
async function sync(path: string): Promise<void> {
  await using file = await open(path);
  await file.sync();
}

/** Throws an Error that names what is wrong with it. */
export function readManifest(dir: string): Manifest {
  const path = join(dir, MANIFEST);
  if (!existsSync(path)) throw new Error(`${dir} is no backup: it has no ${MANIFEST}`);
  const parsed = Manifest.safeParse(parseJson(readFileSync(path, "utf8")));
  if (!parsed.success) throw new Error(`${path} is not the manifest of a backup that this version knows`);
  return parsed.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The newest first; what is being made too. What is no backup is left out. */
export function listShelf(root: string): Shelved[] {
  const names = existsSync(root) ? readdirSync(root) : [];
  const dirs = names.filter((name) => Id.safeParse(name).success || isBeingMade(name)).sort((a, b) => (a < b ? 1 : -1));
  return dirs.flatMap((name) => read(join(root, name)) ?? []);
}

function read(dir: string): Shelved | undefined {
  try {
    const manifest = readManifest(dir);
    // Until it has its name it may be lost.
    return { dir, manifest: DRAFT.test(basename(dir)) ? { ...manifest, status: "running" } : manifest };
  } catch {
    return undefined;
  }
}

/** What was begun and not finished, by a process that is gone. */
export function removeLeftovers(root: string): void {
  const names = existsSync(root) ? readdirSync(root) : [];
  const left = names.filter((name) => DRAFT.test(name) && !isBeingMade(name));
  for (const name of left) rmSync(join(root, name), { recursive: true });
}

function isBeingMade(name: string): boolean {
  const { pid, started, machine_boot } = MAKER.exec(name)?.groups ?? {};
  return machine_boot !== undefined && isRunning({ pid: Number(pid), started: Number(started), machine_boot });
}

/** How much of it is there. */
export function sizeOf({ dir, manifest }: Shelved): number {
  if (manifest.status !== "running") return manifest.files.reduce((sum, { size }) => sum + size, 0);
  return statSync(join(dir, DATABASE), { throwIfNoEntry: false })?.size ?? 0;
}
