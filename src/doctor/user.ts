import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Config } from "~/config.ts";
import type { Clock } from "~/kit/clock.ts";
import { capture, findUser, type SystemUser } from "~/process/index.ts";
import { secretKeyPath } from "~/secret-key.ts";
import { type Check, fail, ok, warn } from "./check.ts";

const NAME = "agents' user";
const SYSTEM_PATH = "/usr/bin:/bin:/usr/sbin:/sbin";

/** Can what an agent starts read the files of the server? Tried, not computed. */
export async function checkUser(config: Config, clock: Clock): Promise<Check> {
  const { RUN_AS_USER } = config;
  const root = process.getuid?.() === 0;
  if (RUN_AS_USER === undefined) {
    const who = root ? "agents run as root" : "agents run as the server's own user";
    const remedy = root ? "set RUN_AS_USER" : "start the server as root with RUN_AS_USER, or in a container of its own";
    return warn(NAME, `${who}, and can read the server's keys and its database`, remedy);
  }
  const user = findUser(RUN_AS_USER);
  if (!user) return fail(NAME, `there is no user ${RUN_AS_USER}`, `useradd --create-home ${RUN_AS_USER}`);
  if (!root) return fail(NAME, "RUN_AS_USER asks for a server that runs as root", "start it, and the doctor, as root");
  const open = await readable(user, files(config), clock);
  if (open.length === 0) return ok(NAME, `${user.name}, who can read no file of the server`);
  return fail(NAME, `${user.name} can read ${open.join(", ")}`, "chmod 600, and see to the directories above");
}

function files(config: Config): string[] {
  const { data_dir, db_path } = config;
  return [secretKeyPath(config), join(data_dir, "api_key"), db_path, resolve(".env")].filter(existsSync);
}

async function readable({ uid, gid }: SystemUser, paths: string[], clock: Clock): Promise<string[]> {
  const become = ["setpriv", `--reuid=${uid}`, `--regid=${gid}`, "--clear-groups", "--"] as const;
  const options = { env: { PATH: SYSTEM_PATH }, cwd: "/", timeout_ms: 5_000, clock };
  const tried = paths.map(async (path) => {
    const { code } = await capture([...become, "head", "--bytes=0", path], options);
    return code === 0 ? [path] : [];
  });
  return (await Promise.all(tried)).flat();
}
