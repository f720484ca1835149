import { watch } from "node:fs";

/**
 * Calls `fn` with a file's name on any change in the attempt's directory until the answer is called. It says only "look again": an event
 * may come late or stand for several, so keep a slow poll beneath. Throws when the directory does not exist.
 */
export function watchAttempt(dir: string, fn: (name: string | null) => void): () => void {
  const watcher = watch(dir, { persistent: false }, (_event, name) => fn(name));
  watcher.on("error", () => watcher.close());
  return () => watcher.close();
}
