import { Worker } from "node:worker_threads";
import { ownFile } from "~/kit/own-file.ts";

export interface Checkpoint {
  path: string;
}

/** What went wrong, as SQLite names it. */
export interface Reply {
  error?: string;
  code?: string;
}

/** Moves the log into the database in a thread, started when it is first needed: a disk may take its time for it. */
export class Checkpoints {
  #worker: Worker | undefined;

  constructor(private readonly path: string) {}

  /** One at a time. Rejects with what SQLite says. */
  make(): Promise<void> {
    this.#worker ??= this.#start();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const worker = this.#worker;
    const ended = () => reject(new Error("the thread was ended"));
    worker.ref();
    worker.once("exit", ended);
    worker.once("message", ({ error, code }: Reply) => {
      worker.unref();
      worker.off("exit", ended);
      if (error === undefined) resolve();
      else reject(Object.assign(new Error(error), { code }));
    });
    worker.postMessage({ path: this.path } satisfies Checkpoint);
    return promise;
  }

  async close(): Promise<void> {
    await this.#worker?.terminate();
  }

  /** Another takes its place when it ends. */
  #start(): Worker {
    const worker = new Worker(ownFile("src/db/checkpoint-worker.ts"));
    worker.unref();
    worker.on("error", () => {});
    worker.on("exit", () => {
      this.#worker = undefined;
    });
    return worker;
  }
}
