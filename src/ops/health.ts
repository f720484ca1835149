import type { Context } from "~/context.ts";
import { server_state } from "~/db/tables.ts";
import { freeBytes } from "~/kit/disk.ts";
import { messageOf } from "~/kit/fault.ts";

export interface Check {
  name: string;
  ok: boolean;
  detail?: string;
}

/** Is the server able to do its work? Each check tries the thing itself. */
export function checkReadiness(ctx: Context): Check[] {
  return [
    attempt("database", () => {
      const row = { key: "readiness", value: ctx.clock.iso() };
      ctx.db.orm.insert(server_state).values(row).onConflictDoUpdate({ target: server_state.key, set: row }).run();
    }),
    attempt("disk", () => {
      const free = freeBytes(ctx.config.data_dir);
      if (free < ctx.config.MIN_FREE_DISK_BYTES) throw new Error(`${free} bytes left on the data disk`);
    }),
  ];
}

function attempt(name: string, check: () => void): Check {
  try {
    check();
    return { name, ok: true };
  } catch (error) {
    return { name, ok: false, detail: messageOf(error) };
  }
}
