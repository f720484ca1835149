import { wallMs } from "./clock.ts";
import { Connection } from "./http.ts";

/** A server ends a connection that was idle for long, Bun's own after 10 s: one is used again only well before that. */
const FRESH_MS = 5_000;

/** Connections kept open between requests, the one that was used last taken first. */
export class Connections {
  #idle: { connection: Connection; since: number }[] = [];

  constructor(private readonly url: URL) {}

  async take(): Promise<Connection> {
    const newest = this.#idle.pop();
    if (newest && wallMs() - newest.since < FRESH_MS) return newest.connection;
    for (const { connection } of this.#idle.splice(0)) connection.close();
    newest?.connection.close();
    return Connection.open(this.url);
  }

  giveBack(connection: Connection): void {
    this.#idle.push({ connection, since: wallMs() });
  }
}
