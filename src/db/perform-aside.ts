import { setPriority } from "node:os";
import { parentPort, workerData } from "node:worker_threads";
import { messageOf } from "~/kit/fault.ts";
import type { Reply } from "./aside.ts";

const POLITE = 10;

/** In a thread that `Threads` has started: does its task and answers. Elsewhere it does nothing. */
export function performAside<Task, Answer>(perform: (task: Task) => Answer): void {
  if (!parentPort) return;
  // On Linux it is this thread's alone: whoever writes lines and answers requests goes first.
  if (process.platform === "linux") setPriority(POLITE);
  try {
    parentPort.postMessage({ answer: perform(workerData as Task) } satisfies Reply<Answer>);
  } catch (error) {
    parentPort.postMessage({ error: messageOf(error) } satisfies Reply<Answer>);
  }
}
