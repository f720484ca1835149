import { Worker } from "node:worker_threads";
import type { Context } from "~/context.ts";
import { ownFile } from "~/kit/own-file.ts";
import { type IndexFiles, indexPath } from "./file.ts";

/** The start itself is not delayed by it. */
const FIRST_MS = 500;
const AGAIN_MS = 10_000;
const END_MS = 2_000;

/** Starts the thread that indexes lines: it reads the database, writes a file of its own, and nobody waits for it. */
export function startSearch(ctx: Context): void {
  const { config, clock, log, disposer } = ctx;
  if (config.NO_LINE_INDEX) return;
  const workerData: IndexFiles = { main: config.db_path, index: indexPath(config.data_dir) };
  let worker: Worker | undefined;
  let closing = false;
  let cancel = clock.after(FIRST_MS, start);
  function start(): void {
    worker = new Worker(ownFile("src/search/index-worker.ts"), { workerData });
    worker.unref();
    worker.on("error", (err) => log.error({ err }, "the thread that indexes lines has ended; another takes its place"));
    worker.on("exit", () => {
      worker = undefined;
      if (!closing) cancel = clock.after(AGAIN_MS, start);
    });
  }
  disposer.defer(async () => {
    closing = true;
    cancel();
    const ending = worker;
    if (!ending) return;
    const ended = new Promise<void>((resolve) => ending.once("exit", () => resolve()));
    ending.postMessage("end");
    await Promise.race([ended, clock.sleep(END_MS)]);
    await ending.terminate();
  });
}
