import { Database } from "bun:sqlite";
import { parentPort, workerData } from "node:worker_threads";
import { messageOf } from "~/kit/fault.ts";
import { Excerpts } from "./excerpts.ts";
import { type IndexFiles, isCurrent } from "./file.ts";
import { type Answer, find, type Question } from "./find.ts";

export type Reply = { id: number } & ({ answer: Answer } | { error: string } | { not_yet: true });

/** On connections of the question's own, for the index may be made anew at any time, and that cannot write. */
export function reply({ main, index }: IndexFiles, excerpts: Excerpts, question: Question) {
  using file = openIfThere(index);
  if (!file || !isCurrent(file)) return { not_yet: true } as const;
  using database = openToRead(main);
  return { answer: find(database, file, excerpts, question) };
}

/** While it is made anew there is none for a moment. */
function openIfThere(path: string): Database | undefined {
  try {
    return openToRead(path);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "SQLITE_CANTOPEN") return undefined;
    throw error;
  }
}

function openToRead(path: string): Database {
  const database = new Database(path, { readonly: true, strict: true });
  database.run("PRAGMA busy_timeout = 1000");
  return database;
}

if (parentPort) {
  const port = parentPort;
  const excerpts = new Excerpts();
  port.on("message", ({ id, question }: { id: number; question: Question }) => {
    try {
      port.postMessage({ id, ...reply(workerData as IndexFiles, excerpts, question) } satisfies Reply);
    } catch (error) {
      port.postMessage({ id, error: messageOf(error) } satisfies Reply);
    }
  });
}
