import type { Context } from "~/context.ts";
import type { Access } from "~/http/gate.ts";
import { findActor } from "./store.ts";
import { readStreamToken } from "./stream-token.ts";

export { ensureBootstrapKey } from "./bootstrap.ts";
export { keyRoutes } from "./routes.ts";

/** How the gate asks this feature. */
export function access(ctx: Context): Access {
  return {
    byKey: (key) => findActor(ctx, key),
    byStreamToken: (token, path) => readStreamToken(ctx, token, path),
  };
}
