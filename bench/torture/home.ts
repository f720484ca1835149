import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Client } from "~/testing/client.ts";
import { KEY, type Launched, type LaunchOptions, launch } from "./launch.ts";
import { queuedMs } from "./procs.ts";

const READY_MS = 20_000;
const STOP_MS = 30_000;
const FINISHED = ["succeeded", "failed", "timed_out", "cancelled", "interrupted"];

/** A data directory and the servers that live on it, one after the other. */
export class Home implements AsyncDisposable {
  readonly dir: string;
  /** How long each start took, without the time that other processes had the processor. */
  readonly starts_ms: number[] = [];
  #server: Launched | undefined;
  #client: Client | undefined;

  constructor(
    root: string,
    private readonly options: LaunchOptions = {},
  ) {
    this.dir = mkdtempSync(join(root, "home-"));
  }

  static async open(root: string, options?: LaunchOptions): Promise<Home> {
    const home = new Home(root, options);
    await home.start();
    return home;
  }

  get client(): Client {
    if (!this.#client) throw new Error("The server is not started.");
    return this.#client;
  }

  get pid(): number {
    return this.#server?.pid ?? 0;
  }

  printed(): string {
    return this.#server?.printed() ?? "";
  }

  /** Does not wait until it is ready. */
  launch(): Launched {
    this.#server = launch(this.dir, this.options);
    return this.#server;
  }

  async start(): Promise<Client> {
    const server = this.launch();
    const late = Bun.sleep(READY_MS).then(() => Promise.reject(new Error(`not ready in ${READY_MS} ms`)));
    const { url, ms } = await Promise.race([server.ready, late]);
    late.catch(() => {});
    this.starts_ms.push(ms - queuedMs(server.pid));
    this.#client = new Client(url, KEY);
    return this.#client;
  }

  async crash(): Promise<void> {
    this.#server?.signal("SIGKILL");
    await this.#server?.exited;
  }

  /** As a service manager does, which loses its patience. Answers the exit code. */
  async stop(patience_ms = STOP_MS): Promise<number | undefined> {
    const server = this.#server;
    server?.signal("SIGTERM");
    const code = await Promise.race([server?.exited, Bun.sleep(patience_ms)]);
    if (code === undefined) await this.crash();
    return code ?? undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    rmSync(this.dir, { recursive: true, force: true });
  }
}

/** The execution once it has ended. Throws when it, or the server, takes longer. */
export async function ended(client: Client, id: string, ms: number) {
  let status = "unknown: the server does not answer";
  const deadline = performance.now() + ms;
  while (performance.now() < deadline) {
    const left = deadline - performance.now();
    const execution = await Promise.race([client.execution(id), Bun.sleep(left)]);
    if (execution && FINISHED.includes(execution.status)) return execution;
    if (execution) status = execution.status;
    await Bun.sleep(20);
  }
  throw new Error(`after ${ms} ms ${id} is ${status}`);
}
