import type { Config } from "~/config.ts";
import { ownUrl } from "~/doctor/index.ts";

const PATIENCE_MS = 4_000;

/** Does the server of these settings answer? What a container's HEALTHCHECK asks. */
export async function isHealthy(config: Config): Promise<boolean> {
  try {
    const answer = await fetch(`${ownUrl(config)}/health/liveness`, { signal: AbortSignal.timeout(PATIENCE_MS) });
    return answer.ok;
  } catch {
    return false;
  }
}
