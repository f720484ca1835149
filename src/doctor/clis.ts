import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { type BackendKind, backends, type Detection, detect, type World } from "~/backends/index.ts";
import type { Config } from "~/config.ts";
import type { Clock } from "~/kit/clock.ts";
import { capture, findUser } from "~/process/index.ts";
import { type Check, fail, ok, warn } from "./check.ts";
import { type Probe, probes } from "./probes/index.ts";

const VERSION_MS = 30_000;

export interface Found {
  probe: Probe;
  kind: BackendKind;
  detected: Detection;
}

/** Which of the four CLIs are on PATH, asked all at once. */
export function findClis(config: Config, clock: Clock): Promise<Found[]> {
  const world = worldOf(config, clock);
  return Promise.all(
    Object.values(probes).map(async (probe) => {
      const kind: BackendKind = backends[probe.id];
      return { probe, kind, detected: await detect(kind, world) };
    }),
  );
}

export function checkCli({ probe, detected }: Found): Check {
  const { installed, version, path, logged_in, next_step } = detected;
  const name = probe.id;
  if (!installed) return warn(name, "not installed", `${next_step}`);
  if (!version) return fail(name, `${path} does not say its version`, `${next_step}`);
  const age = Bun.semver.order(version, probe.measured);
  const known = age === 0 ? "as measured" : `${age < 0 ? "older" : "newer"} than ${probe.measured}, which was measured`;
  const says = `${version} (${known}), ${logged_in ? "logged in" : "not logged in"}`;
  if (logged_in === false) return warn(name, says, `${next_step}; or create an account for it`);
  return age === 0 ? ok(name, says) : warn(name, says, "`agented doctor --probe` tries whether it speaks as we do");
}

function worldOf({ environment, RUN_AS_USER }: Config, clock: Clock): World {
  const PATH = environment.PATH ?? "";
  const user = RUN_AS_USER === undefined ? undefined : findUser(RUN_AS_USER);
  const home = user?.home ?? environment.HOME ?? homedir();
  return {
    env: environment,
    home,
    which: (binary) => Bun.which(binary, { PATH }),
    exists: existsSync,
    run: (argv) => capture(argv, { env: { PATH, HOME: home }, timeout_ms: VERSION_MS, clock }),
  };
}
