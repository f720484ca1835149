import type { Context } from "~/context.ts";
import * as processes from "~/process/index.ts";
import type { Census } from "./census.ts";
import type { Claimed } from "./queue.ts";
import type { Tail } from "./tail.ts";

/** What the stories of one server share. */
export interface Stage {
  ctx: Context;
  census: Census;
  /** Aborted when the server goes and the runs stay. */
  detach: AbortSignal;
}

/** The process an attempt is led by, and how it ended where its own server saw that. */
export interface Led {
  leader: processes.Leader;
  exit?: processes.ExitRecord;
  /** As `kept` of what was spawned; who is picked up again has none. */
  kept?: Promise<boolean>;
  /** Some of its output was lost. */
  cut?: boolean;
}

/** Everything one story has in its hands. */
export interface Scene extends Stage, Claimed {
  tree: processes.Tree;
  tail: Tail;
  known: processes.Members;
  led: Led;
}

/** The exit file; on a full disk there may be none, and the server that was there knows all the same. */
export function exitOf({ dir, number }: processes.Tree, led: Led): processes.ExitRecord | undefined {
  return processes.readExit(processes.attemptFiles(dir, number)) ?? led.exit;
}
