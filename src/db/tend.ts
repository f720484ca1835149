import { systemClock } from "~/kit/clock.ts";
import { messageOf } from "~/kit/fault.ts";
import type { Log } from "~/kit/log.ts";
import type { Threads } from "./aside.ts";
import { DamagedError } from "./check.ts";
import type { Db } from "./tx.ts";

const EVERY_MS = 2_000;

interface Life {
  disposer: AsyncDisposableStack;
  threads: Threads;
}

/** Keeps the log short while nobody commits, and looks through a large database that was not closed in order. */
export function tend(db: Db, path: string, log: Log, { disposer, threads }: Life): void {
  let cancel = () => {};
  const look = () => {
    try {
      db.wal.tend();
    } catch (err) {
      log.error({ err }, "the write-ahead log could not be moved into the database; trying again");
    }
    cancel = systemClock.after(EVERY_MS, look);
  };
  cancel = systemClock.after(EVERY_MS, look);
  disposer.defer(() => cancel());
  db.wal.delegate();
  disposer.defer(() => db.wal.recall());
  if (db.unchecked) void checkAside(db, path, log, threads);
}

async function checkAside(db: Db, path: string, log: Log, threads: Threads): Promise<void> {
  try {
    const damage = await threads.run({ kind: "check", path });
    if (damage.length > 0) db.trust.lose(new DamagedError(path, damage));
  } catch (error) {
    log.warn({ failure: messageOf(error) }, "the database was not closed in order and could not be looked through");
  }
}
