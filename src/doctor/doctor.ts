import type { Config } from "~/config.ts";
import type { Clock } from "~/kit/clock.ts";
import { type Check, warn } from "./check.ts";
import { checkCli, findClis } from "./clis.ts";
import { checkClock } from "./clock.ts";
import { checkPublicUrl } from "./connection.ts";
import { checkDatabase, checkDirectory, checkInstance, checkSecretKey } from "./data.ts";
import { checkBackups, checkIntegrity, checkWal } from "./health.ts";
import { checkBun, checkCgroup, checkDisk, checkMemory } from "./machine.ts";
import { checkPort } from "./port.ts";
import { probeClis } from "./probe.ts";
import { checkUser } from "./user.ts";

export interface Examination {
  /** Run the installed CLIs too, against a stub. */
  probe: boolean;
  clock: Clock;
  /** Ends what is being probed. */
  signal: AbortSignal;
}

/** Looks at everything a server needs, and changes nothing. Answers each finding as soon as it is there. */
export async function* examine(config: Config, examination: Examination): AsyncGenerator<Check> {
  yield checkBun();
  yield* config.warnings.map((text) => warn("settings", text, ".env.example names every setting"));
  yield checkDirectory(config);
  yield checkInstance(config);
  yield await checkPort(config);
  const published = await checkPublicUrl(config);
  if (published) yield published;
  yield checkDatabase(config);
  yield checkIntegrity(config);
  yield checkWal(config);
  yield checkBackups(config, examination.clock.now());
  yield checkSecretKey(config);
  yield checkCgroup();
  yield await checkUser(config, examination.clock);
  yield checkDisk(config);
  yield await checkClock(config, examination.clock);
  const found = await findClis(config, examination.clock);
  const installed = found.filter(({ detected }) => detected.version !== null);
  yield checkMemory(
    installed.map(({ kind }) => kind),
    config,
  );
  yield* found.map(checkCli);
  if (examination.probe) yield* await probeClis(installed, config, examination);
}
