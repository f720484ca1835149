import { Database } from "bun:sqlite";
import { parentPort } from "node:worker_threads";
import { messageOf } from "~/kit/fault.ts";
import type { Checkpoint, Reply } from "./checkpoints.ts";

/** Open for no longer than it takes: whoever closes the database last merges its log, and that is not for a thread. */
function checkpoint(path: string): Reply {
  try {
    using database = new Database(path, { readwrite: true });
    database.query("PRAGMA wal_checkpoint(PASSIVE)").get();
    return {};
  } catch (error) {
    return { error: messageOf(error), code: error instanceof Error && "code" in error ? String(error.code) : "" };
  }
}

parentPort?.on("message", ({ path }: Checkpoint) => parentPort?.postMessage(checkpoint(path)));
