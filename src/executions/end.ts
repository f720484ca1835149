import { join } from "node:path";
import { type BackendKind, backends } from "~/backends/index.ts";
import { persist } from "~/db/persist.ts";
import { RESULT_FILE, readOutcome } from "~/outcomes/index.ts";
import * as processes from "~/process/index.ts";
import { keepArtifacts, noteOf } from "./artifacts/keep.ts";
import { keepWork } from "./project.ts";
import { exitOf, type Scene } from "./scene.ts";
import { type Ending, settle } from "./settle.ts";
import { STOPS, type StopReason } from "./status.ts";

const DRAIN_MS = 5_000;
const RECORDER_MS = 250;
/** How its recorders ended is on its way by then; a busy machine is late with it. */
const KEPT_MS = 5_000;

/** What has ended is drained, swept, read to its last line and judged. */
export async function end(scene: Scene, stopped: StopReason | undefined): Promise<void> {
  const { ctx, detach, tree, tail, known, led } = scene;
  await persist(ctx, detach, async () => {
    // Whom a lost leader left goes on for no end: there is nothing to wait for.
    if (exitOf(tree, led)) await processes.drained(tree, ctx.clock, DRAIN_MS);
    processes.sweep(tree, known);
    await processes.endRecorders(tree, ctx.clock, RECORDER_MS);
  });
  await Promise.race([led.kept, ctx.clock.sleep(KEPT_MS, detach)]);
  const artifacts = await keepArtifacts(ctx, tree);
  const note = noteOf(ctx, artifacts);
  if (note) tail.note(note);
  const work = await persist(ctx, detach, () => keepWork(scene));
  await tail.finish(detach);
  const { tmp } = processes.attemptFiles(tree.dir, tree.number);
  const told = readOutcome(join(tmp, RESULT_FILE), tail.seen, (text) => ctx.redactor.redact(text));
  await persist(ctx, detach, () =>
    settle(ctx, scene, { ...endingOf(scene, stopped), told, artifacts: artifacts.kept, work }),
  );
}

/** The verdict: the backend's, unless we ended the run ourselves or nobody knows how it ended. */
function endingOf({ attempt, tree, tail: { seen }, led }: Scene, stopped: StopReason | undefined): Ending {
  const exit = exitOf(tree, led);
  const why = stopped ?? (led.cut ? "disk_full" : undefined);
  if (why) return { ...STOPS[why], reason: why, exit, seen };
  if (!exit) {
    const detail = "Its process was lost: it is gone and left no exit code.";
    return { status: "interrupted", reason: "lost", detail, seen };
  }
  const kind: BackendKind = backends[attempt.backend];
  return { ...kind.settle(exit, seen), exit, seen };
}
