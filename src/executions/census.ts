import type { Clock } from "~/kit/clock.ts";
import type { Log } from "~/kit/log.ts";
import { cgroupAvailable, listProcesses, type Members, type Tree, trackMembers } from "~/process/index.ts";

const EVERY_MS = 1_000;

/**
 * Notes once a second which processes belong to which run, while their ties can still be seen. Needed only where no
 * cgroup holds a run together; one look at the process table serves all runs.
 */
export class Census {
  #members = new Map<Tree, Members>();
  #stop: () => void = () => {};

  constructor(
    private readonly clock: Clock,
    private readonly log: Log,
  ) {
    if (!cgroupAvailable()) this.#tick();
  }

  /** Who was seen of this run; filled while it goes on. */
  add(tree: Tree): Members {
    const members: Members = new Map();
    this.#members.set(tree, members);
    return members;
  }

  remove(tree: Tree): void {
    this.#members.delete(tree);
  }

  close(): void {
    this.#stop();
  }

  #tick(): void {
    this.#stop = this.clock.after(EVERY_MS, () => {
      this.#look();
      this.#tick();
    });
  }

  #look(): void {
    if (this.#members.size === 0) return;
    try {
      const processes = listProcesses();
      for (const [tree, members] of this.#members) trackMembers(tree, members, processes);
    } catch (err) {
      this.log.warn({ err }, "the processes could not be listed");
    }
  }
}
