import type { Figure } from "../shared/figure.ts";
import { claim } from "./claim.ts";
import { delivery } from "./delivery.ts";
import { flood } from "./flood.ts";
import { gigabyte } from "./gigabyte.ts";
import { lines } from "./lines.ts";
import { list } from "./list.ts";
import { log } from "./log.ts";
import { matching } from "./matching.ts";
import { queue } from "./queue.ts";
import { readers } from "./readers.ts";
import { scrape } from "./scrape.ts";
import { search } from "./search.ts";
import { spawn } from "./spawn.ts";
import { start } from "./start.ts";
import { stop } from "./stop.ts";
import { together } from "./together.ts";
import { workflows } from "./workflows.ts";

export const figures: readonly Figure[] = [
  delivery,
  matching,
  spawn,
  lines,
  flood,
  readers,
  gigabyte,
  stop,
  list,
  search,
  scrape,
  start,
  log,
  queue,
  claim,
  together,
  workflows,
];
