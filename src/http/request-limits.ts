import { createMiddleware } from "hono/factory";
import type { Context } from "~/context.ts";
import { limitFields, openMeter, tooMany } from "./limits.ts";
import type { AppContext, AppEnv } from "./scope.ts";

const MINUTE_MS = 60_000;
/** Limited by how many are open at once: a reader that comes back is no flood. */
const STREAM = /\/(stream|events)$/;

/** How often the holder of a key may ask, wherever he asks from. It stands behind the gate, so there is one. */
export function requestLimits({ config, clock, disposer }: Context) {
  const meter = disposer.adopt(openMeter(clock, MINUTE_MS), (one) => one.close());
  const groups = {
    reads: { limit: config.READS_PER_MINUTE, sentence: "Too many reads with this key." },
    writes: { limit: config.WRITES_PER_MINUTE, sentence: "Too many changes with this key." },
  };
  return createMiddleware<AppEnv>(async function requestLimits(c, next) {
    const name = groupOf(c);
    const holder = c.get("scope").actor?.key_id;
    if (!name || !holder) return next();
    const { limit, sentence } = groups[name];
    const key = `${name} ${holder}`;
    const before = meter.left(key, limit);
    if (before.left === 0) throw tooMany(name, before, sentence);
    for (const [field, value] of Object.entries(limitFields(name, meter.count(key, limit)))) c.header(field, value);
    await next();
  });
}

function groupOf(c: AppContext): "reads" | "writes" | undefined {
  if (c.req.method !== "GET" && c.req.method !== "HEAD") return "writes";
  return STREAM.test(c.req.path) ? undefined : "reads";
}
