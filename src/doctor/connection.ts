import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "@hono/zod-openapi";
import type { Config } from "~/config.ts";
import { type Check, fail, ok, warn } from "./check.ts";

const NAME = "public address";
const PATIENCE_MS = 5_000;

/** Of `GET /admin/connection`, as much as is judged here. */
const Seen = z.object({
  address: z.string(),
  peer: z.string(),
  forwarded: z.boolean(),
  trusted: z.boolean(),
  over_tls: z.boolean(),
});

/** The server is asked through PUBLIC_URL how the request reached it: so a proxy that is set up wrong shows. */
export async function checkPublicUrl(config: Config): Promise<Check | undefined> {
  const { PUBLIC_URL } = config;
  if (PUBLIC_URL === undefined) return undefined;
  const base = PUBLIC_URL.replace(/\/+$/, "");
  const alive = await ask(`${base}/health/liveness`);
  if (alive === undefined)
    return warn(
      NAME,
      `${base} does not answer from here`,
      "start the server and the proxy, and see to DNS, firewall and certificate",
    );
  const key = keyOf(config);
  const seen = Seen.safeParse(key && (await ask(`${base}/admin/connection`, { "X-API-Key": key })));
  if (!seen.success)
    return warn(
      NAME,
      `${base} answers, but does not take the key of this server`,
      "run the doctor where the server runs, with its settings",
    );
  return judge(base, seen.data);
}

/** What the server saw must be what the world calls it by. */
export function judge(base: string, { address, peer, forwarded, trusted, over_tls }: z.infer<typeof Seen>): Check {
  if (forwarded && !trusted)
    return fail(NAME, `a proxy at ${peer} says for whom it asks, and is not believed`, `set TRUST_PROXY=${peer}`);
  if (trusted && !forwarded)
    return fail(
      NAME,
      `the proxy at ${peer} does not say for whom it asks`,
      "let it set X-Forwarded-For and X-Forwarded-Proto, as in deploy/nginx.conf",
    );
  if (base.startsWith("https:") && !over_tls)
    return fail(
      NAME,
      "the server does not see that it was TLS",
      "let the proxy set X-Forwarded-Proto to https, as in deploy/nginx.conf",
    );
  return ok(NAME, `${base} leads here; a request from this machine comes from ${address}`);
}

/** What it answers as JSON; undefined when that is none, or nobody does. */
export async function ask(
  url: string,
  headers: Record<string, string> = {},
): Promise<Record<string, unknown> | undefined> {
  try {
    const answer = await fetch(url, { headers, redirect: "error", signal: AbortSignal.timeout(PATIENCE_MS) });
    return await answer.json();
  } catch {
    return undefined;
  }
}

function keyOf({ AGENTED_API_KEY, data_dir }: Config): string | undefined {
  const path = join(data_dir, "api_key");
  return AGENTED_API_KEY ?? (existsSync(path) ? readFileSync(path, "utf8").trim() : undefined);
}
