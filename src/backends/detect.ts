import type { BackendKind, Env } from "./kind.ts";
import type { Detection } from "./model.ts";

/** What detection may ask of the machine. `run` answers for a program that cannot be started as it likes: or throws. */
export interface World {
  env: Env;
  home: string;
  which(binary: string): string | null;
  exists(path: string): boolean;
  run(argv: [string, ...string[]]): Promise<{ code: number | null; stdout: string; stderr: string }>;
}

/** Is this CLI here, which version, and is somebody logged in? Reads no credential and calls no provider. */
export async function detect(kind: BackendKind, world: World): Promise<Detection> {
  const logged_in = kind.loggedIn?.(world) ?? null;
  const known = { id: kind.id, title: kind.title, logged_in, key_variables: [...(kind.home?.keys ?? [])] };
  if (!kind.binary) return { ...known, installed: true, version: null, path: null, ...READY };
  const path = world.which(kind.binary);
  if (!path) return { ...known, installed: false, version: null, path, ...step("Install it", kind.install) };
  const version = await versionOf(path, world);
  return { ...known, installed: true, version, path, ...nextStep(kind, version, logged_in) };
}

type Remedy = Pick<Detection, "next_step" | "command">;

const READY: Remedy = { next_step: null, command: null };

function nextStep(kind: BackendKind, version: string | null, logged_in: boolean | null): Remedy {
  if (!version)
    return step(`\`${kind.binary} --version\` gave no version. Try it by hand; to install it again`, kind.install);
  return logged_in === false ? step("Log in", kind.login) : READY;
}

function step(what: string, typed: string | undefined): Remedy {
  return { next_step: typed ? `${what}: ${typed}` : what, command: typed ?? null };
}

/** All four print one line that holds the version alone or beside their name. */
async function versionOf(path: string, world: World): Promise<string | null> {
  try {
    const { code, stdout } = await world.run([path, "--version"]);
    return code === 0 ? (/\d+\.\d+\.\d+[\w.+-]*/.exec(stdout)?.[0] ?? null) : null;
  } catch {
    return null;
  }
}
