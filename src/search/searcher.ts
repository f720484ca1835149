import { existsSync } from "node:fs";
import { Worker } from "node:worker_threads";
import type { Context } from "~/context.ts";
import { Fault } from "~/kit/fault.ts";
import { ownFile } from "~/kit/own-file.ts";
import { type IndexFiles, indexPath } from "./file.ts";
import type { Answer, Question } from "./find.ts";
import type { Reply } from "./search-worker.ts";

interface Asked {
  resolve: (answer: Answer) => void;
  reject: (error: unknown) => void;
}

/** Asks a thread, for a word that is everywhere takes its time. The first question starts it. */
export class Searcher {
  #asked = new Map<number, Asked>();
  #worker: Worker | undefined;
  #last = 0;

  constructor(private readonly ctx: Context) {}

  async ask(question: Question): Promise<Answer> {
    if (this.ctx.config.NO_LINE_INDEX)
      throw new Fault("unavailable", "Lines are not indexed here: NO_LINE_INDEX is set.", { code: "no_index" });
    if (!existsSync(indexPath(this.ctx.config.data_dir))) throw notYet();
    this.#worker ??= this.#start();
    const worker = this.#worker;
    const id = ++this.#last;
    return new Promise((resolve, reject) => {
      this.#asked.set(id, { resolve, reject });
      worker.postMessage({ id, question });
    });
  }

  #start(): Worker {
    const { config, disposer } = this.ctx;
    const task: IndexFiles = { main: config.db_path, index: indexPath(config.data_dir) };
    const worker = new Worker(ownFile("src/search/search-worker.ts"), { workerData: task });
    worker.unref();
    worker.on("message", (reply: Reply) => this.#settle(reply));
    worker.on("error", (err) => this.#fail(err));
    disposer.defer(async () => void (await worker.terminate()));
    return worker;
  }

  #settle(reply: Reply): void {
    const asked = this.#asked.get(reply.id);
    this.#asked.delete(reply.id);
    if ("answer" in reply) asked?.resolve(reply.answer);
    else if ("not_yet" in reply) asked?.reject(notYet());
    else asked?.reject(new Error(`the index cannot be searched: ${reply.error}`));
  }

  /** The next question starts another. */
  #fail(err: unknown): void {
    this.ctx.log.error({ err }, "the thread that searches has ended");
    this.#worker = undefined;
    for (const { reject } of this.#asked.values()) reject(notYet());
    this.#asked.clear();
  }
}

function notYet(): Fault {
  return new Fault("unavailable", "The index is being made: come again in a moment.", {
    code: "no_index",
    headers: { "Retry-After": "1" },
  });
}
