import type { Context } from "~/context.ts";
import type { Access } from "~/http/gate.ts";
import { openGuard } from "~/http/guard.ts";
import { openRequestLimits } from "~/http/request-limits.ts";
import { findBySession } from "./sessions.ts";
import { findActor } from "./store.ts";
import { readStreamToken } from "./stream-token.ts";

export { ensureBootstrapKey } from "./bootstrap.ts";
export { browserRoutes } from "./browser-routes.ts";
export { endIdleStreams } from "./idle-streams.ts";
export { greet } from "./login-code.ts";
export type { Session } from "./model.ts";
export { keyRoutes, streamTokenRoutes } from "./routes.ts";
export { sessionOf, sessionRoutes } from "./session-routes.ts";

/** How the gate asks this feature. */
export function access(ctx: Context): Access {
  return {
    guard: openGuard(ctx),
    limits: openRequestLimits(ctx),
    byKey: (key) => findActor(ctx, key),
    bySession: (token) => findBySession(ctx, token),
    byStreamToken: (token, path) => readStreamToken(ctx, token, path),
  };
}
