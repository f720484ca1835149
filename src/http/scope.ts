import type { Context as HonoContext } from "hono";
import type { Log } from "~/kit/log.ts";
import type { KeyScope } from "./route-scopes.ts";

/** Who asks. */
export interface Actor {
  key_id: string;
  name: string;
  scopes: readonly KeyScope[];
  /** The browser session, where the key itself was not sent. */
  session_id?: string;
  /** The moment from which he is nobody any more; null is never. */
  ends_at: string | null;
}

/** What one request carries through the verbs it calls, and into the work it starts. */
export interface Scope {
  request_id: string;
  log: Log;
  /** The client's address; through a proxy only when TRUST_PROXY names it. */
  address: string;
  /** Absent on public routes. */
  actor?: Actor;
}

export type AppEnv = {
  Variables: { scope: Scope };
  Bindings: Partial<Pick<Bun.Server<undefined>, "requestIP" | "timeout">>;
};

export type AppContext = HonoContext<AppEnv>;
