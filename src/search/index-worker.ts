import { setPriority } from "node:os";
import { parentPort, workerData } from "node:worker_threads";
import { systemClock as clock } from "~/kit/clock.ts";
import { type IndexFiles, openIndex } from "./file.ts";
import { Indexer } from "./indexer.ts";

const POLL_MS = 250;
const POLITE = 10;

/** Works until it is told to end; what it throws ends the thread, and its starter begins another. */
async function work(files: IndexFiles, ended: AbortSignal): Promise<void> {
  using index = openIndex(files);
  const indexer = new Indexer(index);
  while (!ended.aborted) {
    const more = indexer.step();
    if (!more) indexer.forget();
    await clock.sleep(more ? 0 : POLL_MS, ended);
  }
}

if (parentPort) {
  const port = parentPort;
  const end = new AbortController();
  // On Linux it is this thread's alone: whoever writes lines and answers requests goes first.
  if (process.platform === "linux") setPriority(POLITE);
  port.once("message", () => end.abort());
  // An unref'd timer does not keep a thread; its port does.
  void work(workerData as IndexFiles, end.signal).finally(() => port.close());
}
