import type { Command } from "commander";
import type { Config } from "~/config.ts";
import { ownUrl } from "~/doctor/index.ts";
import { EXIT, Exit, type Io } from "./io.ts";

const PATIENCE_MS = 4_000;

export function addHealth(agented: Command, io: Io): void {
  agented
    .command("health")
    .description("does the server of these settings answer? Says it by its exit code")
    .action(async () => {
      if (!(await isHealthy(io.config()))) throw new Exit(EXIT.failed);
    });
}

/** Does the server of these settings answer? What a container's HEALTHCHECK asks. */
async function isHealthy(config: Config): Promise<boolean> {
  try {
    const answer = await fetch(`${ownUrl(config)}/health/liveness`, { signal: AbortSignal.timeout(PATIENCE_MS) });
    return answer.ok;
  } catch {
    return false;
  }
}
