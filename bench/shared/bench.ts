import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Job, startJob } from "./job.ts";
import { type Server, startServer } from "./server.ts";

/** What one figure runs on: whatever it starts ends with it, also when it breaks off. */
export class Bench implements AsyncDisposable {
  readonly dir = mkdtempSync(join(tmpdir(), "agented-bench-"));
  #stack = new AsyncDisposableStack();

  constructor(readonly short: boolean) {
    this.#stack.defer(() => rmSync(this.dir, { recursive: true, force: true }));
  }

  /** The full figure's size, or that of the short one. */
  pick(full: number, short: number): number {
    return this.short ? short : full;
  }

  /** A server process with a data directory of its own. */
  async server(env: Record<string, string> = {}): Promise<Server> {
    return this.adopt(await startServer({ AGENTED_DATA_DIR: mkdtempSync(join(this.dir, "data-")), ...env }));
  }

  /** A script of `jobs/` as a process of its own, so that it shares no loop with what it measures. */
  job<Input, Ready, Result>(script: string, input: Input): Job<Ready, Result> {
    return this.adopt(startJob<Ready, Result>(script, input));
  }

  adopt<T extends AsyncDisposable>(resource: T): T {
    return this.#stack.use(resource);
  }

  defer(end: () => void | Promise<void>): void {
    this.#stack.defer(end);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#stack.disposeAsync();
  }
}
