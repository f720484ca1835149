import type { Context } from "~/context.ts";
import { readMigrations } from "~/db/migrate.ts";
import { server_state } from "~/db/tables.ts";
import { freeBytes } from "~/kit/disk.ts";
import { messageOf } from "~/kit/fault.ts";

export interface Check {
  name: string;
  ok: boolean;
  detail?: string;
  remedy?: string;
}

/** Whether the server can do its work, as of at most a second ago. */
export type Readiness = () => Check[];

interface Probe {
  name: string;
  remedy: string;
  /** Throws what is wrong. */
  try(): void;
}

const FRESH_MS = 1_000;
/** Three of the scheduler's longest waits. */
const SILENT_MS = 90_000;

/**
 * Each check tries the thing itself. However many ask, that is done once a second: it writes to the database. What is
 * optional (Sentry, traces, GitHub) is none of them.
 */
export function openReadiness(ctx: Context): Readiness {
  const probes = probesOf(ctx);
  const stopping = probeStopping(ctx);
  let checks: Check[] = [];
  let looked = Number.NEGATIVE_INFINITY;
  return () => {
    if (ctx.clock.monotonic() - looked >= FRESH_MS) {
      const before = checks;
      checks = probes.map(attempt);
      looked = ctx.clock.monotonic();
      tellChange(ctx, before, checks);
    }
    return [...checks, attempt(stopping)];
  };
}

function probesOf(ctx: Context): Probe[] {
  const { config, clock, db, lock, vitals } = ctx;
  const known = readMigrations(config.migrations_dir).map(({ tag }) => tag);
  return [
    {
      name: "database",
      remedy: "Look at the disk and the rights of the database file, then at the log.",
      try() {
        const row = { key: "readiness", value: clock.iso() };
        const write = db.orm.insert(server_state).values(row);
        const [read] = write.onConflictDoUpdate({ target: server_state.key, set: row }).returning().all();
        if (read?.value !== row.value) throw new Error("what was written does not stand there");
      },
    },
    {
      name: "migrations",
      remedy: "Start the server anew with the version that belongs to this database.",
      try() {
        const applied = new Set(db.migrations());
        const missing = known.filter((tag) => !applied.has(tag));
        if (missing.length > 0) throw new Error(`${missing.join(", ")} did not run`);
      },
    },
    {
      name: "scheduler",
      remedy: "Look for errors of schedules in the log, and start the server anew.",
      try() {
        const silent_ms = vitals.silent_ms("scheduler");
        if (silent_ms === undefined) throw new Error("it has not begun");
        if (silent_ms > SILENT_MS) throw new Error(`it last looked ${Math.round(silent_ms / 1_000)} s ago`);
      },
    },
    {
      name: "lock",
      remedy: "Stop every server of this data directory, and start one.",
      try() {
        if (!lock.held()) throw new Error("instance.lock in the data directory was removed or replaced");
      },
    },
    {
      name: "disk",
      remedy: "Free space on the disk of the data directory, or lower MIN_FREE_DISK_BYTES.",
      try() {
        const free = freeBytes(config.data_dir);
        if (free < config.MIN_FREE_DISK_BYTES) throw new Error(`${free} bytes left on the data disk`);
      },
    },
  ];
}

function probeStopping({ vitals }: Context): Probe {
  return {
    name: "running",
    remedy: "Wait for the next start.",
    try() {
      if (vitals.stopping) throw new Error("the server is being stopped");
    },
  };
}

function attempt({ name, remedy, try: act }: Probe): Check {
  try {
    act();
    return { name, ok: true };
  } catch (error) {
    return { name, ok: false, detail: messageOf(error), remedy };
  }
}

function tellChange({ log }: Context, before: Check[], now: Check[]): void {
  for (const [i, { name, ok, detail }] of now.entries()) {
    if (!ok && before[i]?.ok !== false) log.error({ check: name, detail }, "the server is not ready");
    if (ok && before[i]?.ok === false) log.info({ check: name }, "the server is ready again");
  }
}
