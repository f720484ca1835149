import { Worker } from "node:worker_threads";
import { ownFile } from "~/kit/own-file.ts";
import type { Copied } from "./copy.ts";

/** What takes long: a thread of its own does it, so that nobody waits for it. */
export type Task = { kind: "copy"; from: string; to: string } | { kind: "check"; path: string };

interface Answers {
  copy: Copied;
  /** What is wrong with it. */
  check: string[];
}

export type Reply = { answer: Answers[Task["kind"]] } | { error: string };

/** Those that are at work: each is forgotten when it ends. */
export class Threads {
  #working = new Set<Worker>();

  /** Ended in the middle by `close`. */
  run<T extends Task>(task: T): Promise<Answers[T["kind"]]> {
    const worker = new Worker(ownFile("src/db/aside-worker.ts"), { workerData: task });
    worker.unref();
    this.#working.add(worker);
    return new Promise((resolve, reject) => {
      worker.once("message", (reply: Reply) => {
        if ("answer" in reply) resolve(reply.answer as Answers[T["kind"]]);
        else reject(new Error(reply.error));
      });
      worker.once("error", reject);
      worker.once("exit", () => {
        this.#working.delete(worker);
        reject(new Error("the thread was ended"));
      });
    });
  }

  get size(): number {
    return this.#working.size;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#working].map((worker) => worker.terminate()));
  }
}
