import type { Client } from "~/testing/client.ts";
import { Steady } from "./steady.ts";

const SECRET = "a-secret-of-the-torture";

/** What the load works on. */
export interface Stage {
  /** Starts something with each delivery. */
  receiver: string;
  /** Is started by hand. */
  runner: string;
}

export interface Rates {
  deliveries_per_second: number;
  /** How long each of those who start runs and write rests after an answer. */
  rest_ms: number;
}

/** Lays what a load works on; `command` is what its runs do. */
export async function layStage(client: Client, command: string[]): Promise<Stage> {
  const source = { kind: "webhook", secret: SECRET };
  const receiver = await client.trigger({ source, backend_config: { command: ["true"] } });
  const runner = await client.trigger({ backend_config: { command } });
  return { receiver: receiver.id, runner: runner.id };
}

/** The number that was written last. */
export async function writtenIn(client: Client, { receiver }: Stage): Promise<number> {
  const { name } = await client.call("GET", `/admin/triggers/${receiver}`);
  return Number(/^written (\d+)$/.exec(name)?.[1] ?? 0);
}

/** Deliveries, runs with readers, API writes and API reads, all at once until it is ended or the server goes. */
export class MixedLoad {
  readonly deliveries: Steady;
  /** Runs that were answered 202. */
  readonly runs: string[] = [];
  /** What should not have been answered. */
  readonly faults: string[] = [];
  #ended = false;
  readonly #lanes: Promise<void>[];

  constructor(
    private readonly client: Client,
    { runner, receiver }: Stage,
    private readonly rates: Rates,
    /** The last number that was written and answered. */
    public written = 0,
  ) {
    this.deliveries = new Steady(client.url, SECRET, rates.deliveries_per_second);
    this.#lanes = [
      this.#lane(async () => {
        const { execution_id } = await this.#ask("POST", `/admin/triggers/${runner}/run`, { message: "" }, 202);
        this.runs.push(execution_id);
        await (await client.fetch(`/admin/executions/${execution_id}/stream`)).text();
      }),
      this.#lane(async () => {
        const next = this.written + 1;
        await this.#ask("PATCH", `/admin/triggers/${receiver}`, { name: `written ${next}` }, 200);
        this.written = next;
      }),
      this.#lane(async () => void (await this.#ask("GET", "/admin/executions?limit=50", undefined, 200))),
    ];
  }

  async end(): Promise<void> {
    this.#ended = true;
    await Promise.all([this.deliveries.end(), ...this.#lanes]);
    this.faults.push(...this.deliveries.refused);
  }

  /** A server that is killed breaks its connections: that ends a lane, and is no fault. */
  async #lane(act: () => Promise<void>): Promise<void> {
    while (!this.#ended) {
      const went = await act().then(
        () => true,
        () => false,
      );
      if (!went) return;
      await Bun.sleep(this.rates.rest_ms);
    }
  }

  // biome-ignore lint/suspicious/noExplicitAny: as Client.call, but another status is kept and the connection's end is thrown
  async #ask(method: string, path: string, body: unknown, status: number): Promise<any> {
    const headers = { "Content-Type": "application/json" };
    const init = body === undefined ? { method } : { method, headers, body: JSON.stringify(body) };
    const answer = await this.client.fetch(path, init);
    const text = await answer.text();
    if (answer.status === status) return JSON.parse(text);
    this.faults.push(`${method} ${path}: ${answer.status} ${text}`);
    throw new Error("not answered as it should be");
  }
}
