import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { readUnit } from "~/testing/unit-file.ts";
import type { Home } from "./home.ts";

const UNIT = resolve(import.meta.dir, "../../deploy/agented.service");

/** Does to a server what systemd would by deploy/agented.service: the delay, the patience and the signals are the unit's. */
export class Supervisor {
  readonly #unit = readUnit(readFileSync(UNIT, "utf8"));

  constructor(private readonly home: Home) {}

  /** Kills the server as a crash does, and starts it again. Answers the milliseconds until it was ready. */
  async crash(): Promise<number> {
    const { Restart: [restart] = [], RestartSec: [secs] = [] } = this.#unit;
    if (restart !== "on-failure" && restart !== "always") throw new Error(`the unit says Restart=${restart}`);
    const began = performance.now();
    await this.home.crash();
    await Bun.sleep(Number(secs) * 1_000);
    const down_ms = performance.now() - began;
    await this.home.start();
    return down_ms + (this.home.starts_ms.at(-1) ?? 0);
  }

  /** `systemctl stop`: SIGTERM to the server alone, for so the unit's KillMode says, and SIGKILL when it takes too long. */
  async stop(): Promise<{ code: number | undefined; ms: number }> {
    const { KillMode: [mode] = [], TimeoutStopSec: [secs] = [] } = this.#unit;
    if (mode !== "process") throw new Error(`the unit says KillMode=${mode}: its runs would be ended too`);
    const began = performance.now();
    const code = await this.home.stop(Number(secs) * 1_000);
    return { code, ms: performance.now() - began };
  }
}
