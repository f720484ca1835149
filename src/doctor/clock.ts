import { join } from "node:path";
import type { Config } from "~/config.ts";
import type { Clock } from "~/kit/clock.ts";
import { capture } from "~/process/index.ts";
import { type Check, fail, ok, warn } from "./check.ts";
import { statOf } from "./machine.ts";

const NAME = "clock";
/** Of a file system that rounds, or is another machine's. */
const SLACK_MS = 5_000;
const REMEDY = "set it, and keep it set: `timedatectl set-ntp true`, or chrony";

/** As far as this machine can tell alone: what the server wrote lies in the past, and whoever sets the clock says so. */
export async function checkClock({ data_dir, db_path, environment }: Config, clock: Clock): Promise<Check> {
  const written = [db_path, `${db_path}-wal`, join(data_dir, "instance.json")];
  const latest = Math.max(0, ...written.map((path) => statOf(path)?.mtimeMs ?? 0));
  const behind_ms = latest - clock.now();
  if (behind_ms > SLACK_MS)
    return fail(NAME, `it is ${Math.round(behind_ms / 1_000)} s behind what the server wrote last`, REMEDY);
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const says = `${clock.iso()}, ${zone}`;
  const env = { PATH: environment.PATH ?? "" };
  const asked = await capture(["timedatectl", "show", "--property=NTPSynchronized", "--value"], {
    ...{ env, timeout_ms: 3_000, clock },
  });
  if (asked.stdout.trim() === "no") return warn(NAME, `${says}; nobody sets it by the network`, REMEDY);
  return ok(NAME, says);
}
