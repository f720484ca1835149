import { backup } from "./backup.ts";
import { busy } from "./busy.ts";
import { crash } from "./crash.ts";
import { dedupe } from "./dedupe.ts";
import { diskFull } from "./disk-full.ts";
import { fuzz } from "./fuzz.ts";
import { ioFaults } from "./io-faults.ts";
import { leaks } from "./leaks.ts";
import { limits } from "./limits.ts";
import { links } from "./links.ts";
import { lock } from "./lock.ts";
import { mixed } from "./mixed.ts";
import { output } from "./output.ts";
import { prompts } from "./prompts.ts";
import { restart } from "./restart.ts";
import { schedules } from "./schedules.ts";
import type { Script } from "./script.ts";
import { soak } from "./soak.ts";
import { sse } from "./sse.ts";
import { survivors } from "./survivors.ts";
import { workflows } from "./workflows.ts";

export const scripts: Script[] = [
  survivors,
  crash,
  workflows,
  mixed,
  restart,
  limits,
  links,
  lock,
  busy,
  sse,
  dedupe,
  output,
  prompts,
  leaks,
  schedules,
  fuzz,
  soak,
  ioFaults,
  diskFull,
  backup,
];
