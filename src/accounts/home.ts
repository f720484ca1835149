import { chmodSync, existsSync, lchownSync, mkdirSync, realpathSync, rmdirSync } from "node:fs";
import { homedir } from "node:os";
import { basename, dirname, join, sep } from "node:path";
import { backendOf } from "~/backends/index.ts";
import type { Context } from "~/context.ts";
import { Fault, messageOf } from "~/kit/fault.ts";
import { findUser, type SystemUser } from "~/process/index.ts";
import type { AccountRow } from "./store.ts";

/** Hears how to take back what the file system was told. */
export type OnMade = (undo: () => void) => void;

/** Makes an account's directory unless it is there, for the user who runs the CLI. Throws a Fault `invalid`. */
export function makeHome(ctx: Context, id: string, given: string, onMade: OnMade): string {
  const dir = given === "own" ? join(accountsDir(ctx), id) : given;
  if (given !== "own") refuseReserved(ctx, dir);
  try {
    const first = mkdirSync(dir, { recursive: true, mode: 0o700 });
    const made = first === undefined ? [] : upTo(first, dir);
    onMade(() => {
      for (const at of made) rmdirSync(at);
    });
    const user = userOf(ctx);
    // Of one that was there already nothing is changed; and what has become a link meanwhile is not followed.
    if (user) for (const at of made) lchownSync(at, user.uid, user.gid);
  } catch (cause) {
    throw refused(`cannot be made: ${messageOf(cause)}`, cause);
  }
  return dir;
}

/** The deepest first. */
function upTo(first: string, dir: string): string[] {
  return dir.length > first.length ? [dir, ...upTo(first, dirname(dir))] : [dir];
}

/** What a CLI may write must not be what the server lives from, by whatever links it is reached. */
function refuseReserved({ config }: Context, dir: string): void {
  const [at, data] = [realPath(dir), realPath(config.data_dir)];
  if (at === "/") throw refused("must not be the root of the file system; take a directory below it");
  const reserved = at === data || at.startsWith(data + sep);
  if (reserved && !at.startsWith(join(data, "accounts") + sep))
    throw refused(`must not lie in the server's own ${config.data_dir}; give \`own\`, or a directory elsewhere`);
}

/** Where a path leads, also when its end is not there yet. */
function realPath(path: string): string {
  if (existsSync(path)) return realpathSync(path);
  return join(realPath(dirname(path)), basename(path));
}

function refused(message: string, cause?: unknown): Fault {
  return new Fault("invalid", `config_dir: ${message}`, { errors: [{ path: "config_dir", message }], cause });
}

/** With RUN_AS_USER a child passes through to its own directory, and can list none. */
function accountsDir({ config }: Context): string {
  const dir = join(config.data_dir, "accounts");
  mkdirSync(dir, { recursive: true });
  chmodSync(dir, config.RUN_AS_USER ? 0o711 : 0o700);
  return dir;
}

/** What a person types in a shell on the server; null for an account that has a key and no directory. */
export function loginCommand(ctx: Context, account: AccountRow): string | null {
  const { home, login } = backendOf(account.backend);
  const dir = account.is_default ? home && ctx.config.environment[home.variable] : account.config_dir;
  if (!login || (!account.is_default && !dir)) return null;
  const { RUN_AS_USER } = ctx.config;
  const set = home && dir ? `${home.variable}=${quoted(dir)} ` : "";
  return RUN_AS_USER ? `sudo -u ${RUN_AS_USER} -H env ${set}${login}` : `${set}${login}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** The machine as the account's CLI sees it: what `loggedIn` is decided by. */
export function worldOf(ctx: Context) {
  return { home: userOf(ctx)?.home ?? ctx.config.environment.HOME ?? homedir(), exists: existsSync };
}

function userOf({ config }: Context): SystemUser | undefined {
  return config.RUN_AS_USER === undefined ? undefined : findUser(config.RUN_AS_USER);
}
