import { createMiddleware } from "hono/factory";
import type { Context } from "~/context.ts";
import { limitFields, openMeter, tooMany } from "./limits.ts";
import type { AppContext, AppEnv } from "./scope.ts";

const MINUTE_MS = 60_000;
/** Limited by how many are open at once: a reader that comes back is no flood. */
const STREAM = /\/(stream|events)$/;

type Group = "reads" | "writes";

/** How often the holder of a key may ask, wherever he asks from. */
export interface RequestLimits {
  /** Counts one more, and says in the answer how many are left. Throws a Fault `limited` for one too many. */
  count(c: AppContext, group: Group, key_id: string): void;
}

export function openRequestLimits({ config, clock, disposer }: Context): RequestLimits {
  const meter = disposer.adopt(openMeter(clock, MINUTE_MS), (one) => one.close());
  const groups = {
    reads: { limit: config.READS_PER_MINUTE, sentence: "Too many reads with this key." },
    writes: { limit: config.WRITES_PER_MINUTE, sentence: "Too many changes with this key." },
  };
  return {
    count(c, group, key_id) {
      const { limit, sentence } = groups[group];
      const key = `${group} ${key_id}`;
      const before = meter.left(key, limit);
      if (before.left === 0) throw tooMany(group, before, sentence);
      for (const [field, value] of Object.entries(limitFields(group, meter.count(key, limit)))) c.header(field, value);
    },
  };
}

/** It stands behind the gate, so there is a holder, but of one who is only signing in. */
export function requestLimits(limits: RequestLimits) {
  return createMiddleware<AppEnv>(async function requestLimits(c, next) {
    const group = groupOf(c);
    const holder = c.get("scope").actor?.key_id;
    if (group && holder) limits.count(c, group, holder);
    await next();
  });
}

function groupOf(c: AppContext): Group | undefined {
  if (c.req.method !== "GET" && c.req.method !== "HEAD") return "writes";
  return STREAM.test(c.req.path) ? undefined : "reads";
}
