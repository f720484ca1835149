import { Database } from "bun:sqlite";
import { join } from "node:path";
import { deliver, signed } from "./deliver.ts";

/** Distinct deliveries at an even rate, whether or not the earlier ones were answered. */
export class Steady {
  /** What was answered 202, by its id. */
  readonly accepted: string[] = [];
  /** Answers other than 202, which only a server that stops may give. */
  readonly refused: string[] = [];
  #sent = 0;
  #pending = new Set<Promise<void>>();
  readonly #timer: Timer;

  constructor(
    private readonly url: string,
    private readonly secret: string,
    per_second: number,
  ) {
    this.#timer = setInterval(() => this.#send(), 1_000 / per_second);
  }

  #send(): void {
    const number = this.#sent++;
    const sent = deliver(this.url, signed(this.secret, { number, at: performance.now() }))
      .then((receipt) => void (receipt && this.accepted.push(receipt.delivery_id)))
      .catch((error: Error) => void this.refused.push(error.message))
      .finally(() => this.#pending.delete(sent));
    this.#pending.add(sent);
  }

  /** Sends no more, and waits for what is under way. */
  async end(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all(this.#pending);
  }
}

/** Which of these deliveries the database in the directory does not hold. */
export function missingDeliveries(data_dir: string, ids: readonly string[]): string[] {
  using db = new Database(join(data_dir, "agented.db"), { readonly: true });
  const stored = db.query<{ id: string }, [string]>(
    "SELECT id FROM deliveries WHERE id IN (SELECT value FROM json_each(?))",
  );
  const there = new Set(stored.all(JSON.stringify(ids)).map(({ id }) => id));
  return ids.filter((id) => !there.has(id));
}
