import { setPriority } from "node:os";
import { parentPort, workerData } from "node:worker_threads";
import { messageOf } from "~/kit/fault.ts";
import type { Reply, Task } from "./aside.ts";
import { findDamage, openToRead } from "./check.ts";
import { copyDatabase } from "./copy.ts";

const POLITE = 10;

function perform(task: Task) {
  if (task.kind === "copy") return copyDatabase(task.from, task.to);
  using database = openToRead(task.path);
  return findDamage(database);
}

if (parentPort) {
  // On Linux it is this thread's alone: whoever writes lines and answers requests goes first.
  if (process.platform === "linux") setPriority(POLITE);
  try {
    parentPort.postMessage({ answer: perform(workerData as Task) } satisfies Reply);
  } catch (error) {
    parentPort.postMessage({ error: messageOf(error) } satisfies Reply);
  }
}
