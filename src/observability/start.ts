import type { Context } from "~/context.ts";
import type { Answer } from "~/http/request-log.ts";
import { systemClock } from "~/kit/clock.ts";
import { followSettled } from "./settled.ts";

const LAG_MS = 500;

/** From now on each execution that ends is taken note of, and how late the process is for its timers. */
export function startObservability(ctx: Context): void {
  const { build_info, started } = ctx.metrics;
  build_info.set({ version: "0.1.0", bun: Bun.version }, 1);
  started.set(ctx.clock.now() / 1_000);
  followSettled(ctx);
  watchLag(ctx);
}

/** Counts a request that was answered; a stream never becomes a transaction. */
export function takeNote({ metrics, reporter }: Context): (answer: Answer) => void {
  return (answer) => {
    const { method, route, status, duration_ms, stream } = answer;
    const seconds = duration_ms / 1_000;
    metrics.answers.inc({ method: METHODS.has(method) ? method : "other", status });
    metrics.requests.observe({ route: route ?? "none" }, seconds);
    if (method === "POST" && route !== null && RECEIVERS.test(route)) metrics.delivery_ack.observe(seconds);
    if (!stream) reporter?.answered(answer);
  };
}

/** A client may make up any other. */
const METHODS = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);
const RECEIVERS = /^\/(?:api\/webhooks\/.*)?$/;

/** By the real clock, whatever the server reckons with: it is this process that may be late. */
function watchLag({ metrics, disposer }: Context): void {
  let cancel = () => {};
  const arm = () => {
    const due = systemClock.monotonic() + LAG_MS;
    cancel = systemClock.after(LAG_MS, () => {
      metrics.loop_lag.observe(Math.max(0, systemClock.monotonic() - due) / 1_000);
      arm();
    });
  };
  arm();
  disposer.defer(() => cancel());
}
