import type { Row } from "../row.ts";

/** What is kept, and how it is kept whole. */
export const dataRows: readonly Row[] = [
  {
    row: "dedupe (OBS-03, DEFER-05-03)",
    passes: "an id for 24 h, a body for 10 s, over restarts; 100 at once start one; in one transaction with the queue",
    tests: {
      "src/deliveries/dedupe.test.ts": [],
      "src/deliveries/receive.test.ts": ["after a kill -9, and runs once"],
    },
  },
  {
    row: "dedupe bounded (DEFER-05-04)",
    passes: "keys are forgotten when their time is over",
    tests: { "src/deliveries/dedupe.test.ts": ["is known again for 24 hours", "for 10 seconds"] },
  },
  {
    row: "migrations (QUAL-01, pitfall 5)",
    passes: "append-only, one transaction each, backed up before; a newer schema is refused",
    tests: { "src/db/migrate.test.ts": [], "src/db/schema.test.ts": [] },
  },
  {
    row: "seeds on a fresh start (DEFER-06-01)",
    passes: "triggers are laid, all disabled; an edit survives every later start, and so does a deletion",
    tests: {
      "src/triggers/seed.test.ts": [],
      "src/deliveries/github.test.ts": ["four triggers are laid"],
      "src/templates/api.test.ts": ["all are shown"],
    },
  },
  {
    row: "backup and restore",
    passes: "restored elsewhere it is a server with the same contents; a spoilt one is refused",
    tests: { "src/backups/backups.test.ts": [] },
  },
  {
    row: "backups under load",
    passes: "made while thousands of transactions a second are written, each is whole",
    torture: "backup",
  },
  {
    row: "a disk that fills",
    passes: "filled and freed under load: the first good write within 5 s, nothing acknowledged is lost",
    torture: "disk-full",
  },
  {
    row: "a disk that fails",
    passes:
      "the Nth write or fsync fails: somebody is told, the process recovers or ends, nothing acknowledged is lost",
    torture: "io-faults",
  },
  {
    row: "damage, WAL, disk full",
    passes: "damage is found at the start after a crash; the log stays short; a full disk mends itself",
    tests: { "src/db/check.test.ts": [], "src/db/wal.test.ts": [], "src/storage/disk.test.ts": [] },
  },
  {
    row: "seeds cannot be deleted",
    overruled: "“Seeds are apart, idempotent, never overwrite an edit, ship nothing enabled” (design 8)",
  },
];
