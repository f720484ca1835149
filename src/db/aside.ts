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

export type Reply<Answer> = { answer: Answer } | { error: string };

/** Those that are at work: each is forgotten when it ends. */
export class Threads {
  #working = new Set<Worker>();

  run<T extends Task>(task: T): Promise<Answers[T["kind"]]> {
    return this.perform("src/db/aside-worker.ts", task);
  }

  /** What the thread in this file, one that calls `performAside`, makes of the task. Ended in the middle by `close`. */
  perform<Answer>(file: `src/${string}-worker.ts`, task: unknown): Promise<Answer> {
    const worker = new Worker(ownFile(file), { workerData: task });
    worker.unref();
    this.#working.add(worker);
    return new Promise((resolve, reject) => {
      worker.once("message", (reply: Reply<Answer>) => {
        if ("answer" in reply) resolve(reply.answer);
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
