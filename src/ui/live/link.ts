import { createParser, type EventSourceMessage } from "eventsource-parser";
import type { Topic } from "~/events/index.ts";
import type { ExecutionSummary, Line } from "~/executions/index.ts";

/** `opening` has not been live yet, `live` follows, `connecting` has no stream at the moment, `signed_out` needs a person. */
export type LinkState = "opening" | "live" | "connecting" | "signed_out";

/** What the stream says, as the tabs hear it. */
export type News =
  | { kind: "state"; state: LinkState }
  | { kind: "changed"; changed: Partial<Record<Topic, string[]>> }
  | { kind: "reset" }
  | { kind: "lines"; execution_id: string; lines: Line[] }
  | { kind: "execution"; execution: ExecutionSummary };

const WAITS_MS = [250, 500, 1_000, 2_000];

/**
 * One stream to the server, and after a failure the next one, from where the last one ended. `logs` holds the open
 * logs, each with the number of the last line that was told.
 */
export class Link {
  #logs = new Map<string, number>();
  #seq: number | undefined;
  #failures = 0;
  #open: AbortController | undefined;

  constructor(private readonly tell: (news: News) => void) {}

  /** A tab comes that knows of all until this change. Answers false when it has missed one that was told already. */
  join(since: number | undefined): boolean {
    if (!this.#open) this.#seq ??= since;
    return since !== undefined && this.#seq !== undefined && since >= this.#seq;
  }

  /** Follows these logs from now on; one that is followed already may be asked for from an earlier line again. */
  follow(logs: ReadonlyMap<string, number>): void {
    const same = logs.size === this.#logs.size && [...logs].every(([id, after]) => this.#logs.get(id) === after);
    if (same && this.#open) return;
    this.#logs = new Map(logs);
    void this.#run();
  }

  /** After a person has signed in, or the machine has woken up. */
  retry(): void {
    this.#failures = 0;
    void this.#run();
  }

  async #run(): Promise<void> {
    this.#open?.abort();
    const open = new AbortController();
    this.#open = open;
    while (!open.signal.aborted) {
      const ended = await this.#read(open.signal).catch(() => "failed" as const);
      if (open.signal.aborted) return;
      if (ended === "signed_out") {
        this.tell({ kind: "state", state: "signed_out" });
        return;
      }
      this.tell({ kind: "state", state: "connecting" });
      const wait = WAITS_MS[this.#failures++] ?? 4_000;
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }

  async #read(signal: AbortSignal): Promise<"signed_out" | "ended"> {
    const query = new URLSearchParams();
    if (this.#seq !== undefined) query.set("after", String(this.#seq));
    if (this.#logs.size > 0) query.set("logs", [...this.#logs].map(([id, after]) => `${id}.${after}`).join());
    const answer = await fetch(`/admin/events?${query}`, { signal, headers: { Accept: "text/event-stream" } });
    if (answer.status === 401) return "signed_out";
    if (!answer.ok || !answer.body) throw new Error(`answered ${answer.status}`);
    this.#failures = 0;
    this.tell({ kind: "state", state: "live" });
    const batch: News[] = [];
    const parser = createParser({ onEvent: (event) => this.#take(event, batch) });
    const decoder = new TextDecoder();
    for await (const chunk of answer.body as unknown as AsyncIterable<Uint8Array>) {
      if (signal.aborted) break;
      parser.feed(decoder.decode(chunk, { stream: true }));
      for (const news of batch.splice(0)) this.tell(news);
    }
    return "ended";
  }

  /** Lines of one chunk go out as one message: at 10,000 lines a second a message each would be the cost. */
  #take({ event, data }: EventSourceMessage, batch: News[]): void {
    const said = JSON.parse(data);
    if (event === "log") this.#takeLine(said, batch);
    else if (event === "changed" || event === "reset") {
      this.#seq = said.seq;
      batch.push(event === "reset" ? { kind: "reset" } : { kind: "changed", changed: said.changed });
    } else if (said.id) batch.push({ kind: "execution", execution: said });
    else this.#seq ??= said.seq;
  }

  #takeLine({ execution_id, ...line }: Line & { execution_id: string }, batch: News[]): void {
    this.#logs.set(execution_id, line.seq);
    const last = batch.at(-1);
    if (last?.kind === "lines" && last.execution_id === execution_id) last.lines.push(line);
    else batch.push({ kind: "lines", execution_id, lines: [line] });
  }
}
