import { systemClock } from "~/kit/clock.ts";
import { messageOf } from "~/kit/fault.ts";
import { eventStream } from "./events.ts";
import { type Recorded, type Tally, tally } from "./ledger.ts";
import type { Answer, Mint, ModelRequest, Piece, Protocol, Refusal } from "./protocol.ts";
import { type ProtocolName, protocolOf, protocols } from "./protocols/index.ts";
import { parseScenario, refusalOf, type Scenario } from "./scenario.ts";
import { placeholder, toolCall } from "./tools.ts";

/** Fixed figures, so that a test can tell them apart: 120 in, 12 out. */
export const USAGE = { fresh: 100, cached: 20, output: 12, reasoning: 0 } as const;
const DEFAULT_TEXT = "Hello from the stub model. All is well.";

export interface StubOptions {
  /** When given, a request with a key that is not in it by then is refused as unauthorized. */
  apiKeys?: readonly string[];
  /** Keep what each request said in full. */
  keepBodies?: boolean;
}

/** What the answers of one stub depend on: what it was asked before, and what it was told to do. */
export class StubModel {
  /** Every request so far, oldest first. */
  readonly requests: Recorded[] = [];
  private readonly given = new Map<string, number>();
  private readonly scripts = new Map<string, Scenario>();
  private serial = 0;
  private readonly mint: Mint = {
    id: (prefix) => `${prefix}_stub${String(++this.serial).padStart(6, "0")}`,
    unixNow: () => Math.floor(systemClock.now() / 1_000),
  };

  constructor(private readonly options: StubOptions) {}

  /** What to answer to this key whatever the prompt says: how the account is. Undefined takes it back. */
  scriptKey(key: string, scenario: Scenario | undefined): void {
    if (scenario) this.scripts.set(key, scenario);
    else this.scripts.delete(key);
  }

  /** What was told to this key or session, or in all. */
  counted(whose: { key?: string; session?: string } = {}): Tally {
    const mine = ({ key, session }: Recorded) => (whose.key ?? key) === key && (whose.session ?? session) === session;
    return tally(this.requests.filter(mine));
  }

  async handle(request: Request): Promise<Response> {
    const { pathname, search } = new URL(request.url);
    const { method } = request;
    const asked = { method, path: pathname + search };
    const name = method === "POST" ? protocolOf(pathname) : undefined;
    if (name) return this.answer(name, request, asked);
    const counted = method === "POST" && COUNTS.find(([path]) => pathname.endsWith(path))?.[1];
    // Anything else (probes, model lists, telemetry) is noted, so that a test can see that it was tried.
    this.requests.push({ ...asked, status: counted ? 200 : 404 });
    if (counted) return Response.json(counted);
    return Response.json({ error: { message: `Stub: no route for ${method} ${pathname}` } }, { status: 404 });
  }

  private async answer(name: ProtocolName, http: Request, asked: Pick<Recorded, "method" | "path">): Promise<Response> {
    const body = await http.text();
    const entry: Recorded = { ...asked, status: 200, protocol: name, key: keyOf(http), session: sessionOf(http) };
    if (this.options.keepBodies) entry.body = body;
    this.requests.push(entry);
    const request = attempt(() => protocols[name].read(JSON.parse(body), asked.path));
    if (request instanceof Error) return refused(entry, { status: 400, body: { error: { message: request.message } } });
    const scenario = this.scenarioFor(entry.key, request);
    Object.assign(entry, described(request), { scenario: scenario.kind });
    const refusal = this.refusalFor(scenario, name, entry.key, request);
    if (!refusal) return this.respond(protocols[name], scenario, request, { entry, signal: http.signal });
    const pause: Record<string, string> = scenario.pause === undefined ? {} : { "retry-after": `${scenario.pause}` };
    return refused(entry, protocols[name].refuse(refusal, scenario, this.mint), pause);
  }

  private respond(
    protocol: Protocol,
    scenario: Scenario,
    request: ModelRequest,
    { entry, signal }: { entry: Recorded; signal: AbortSignal },
  ): Response {
    const answer = this.answerFor(scenario, request);
    const headers = protocol.headers?.(scenario, this.mint) ?? {};
    if (!request.stream) {
      entry.told = answer.tokens;
      return Response.json(protocol.whole(request, answer, this.mint), { headers });
    }
    const pieces = broken(protocol.stream(request, answer, this.mint), scenario, () => protocol.streamError(this.mint));
    const stream = eventStream(pieces, scenario, { signal, entry, clock: systemClock });
    const type = { "content-type": "text/event-stream", "cache-control": "no-cache" };
    return new Response(stream, { headers: { ...type, ...headers } });
  }

  private scenarioFor(key: string | undefined, { texts }: ModelRequest): Scenario {
    const { apiKeys } = this.options;
    if (apiKeys && !apiKeys.includes(key ?? "")) return { kind: "unauthorized" };
    // The last text alone: Gemini puts the prompt of a resumed turn into the message that was cut off before.
    // OpenCode escapes the quotes of a prompt given as an argument.
    const plain = (texts.at(-1) ?? "").replaceAll('\\"', '"');
    const inPrompt = [...plain.matchAll(/\[\[stub:\s*(.*?)\]\]/gs)].at(-1)?.[1] ?? "";
    return this.scripts.get(key ?? "") ?? parseScenario(inPrompt) ?? { kind: "ok" };
  }

  /** How this request is refused, if it is. `times` counts for each key and prompt on its own. */
  private refusalFor(scenario: Scenario, name: ProtocolName, key: string | undefined, request: ModelRequest) {
    const counter = JSON.stringify([scenario, name, key]);
    // What offers no tool is no step of a task: OpenCode asks for a title so.
    if (scenario.kind === "tool-then-limit") {
      return request.tools.length > 0 && this.count(counter) > 1 ? "usage-limit" : undefined;
    }
    const refusal = refusalOf(scenario);
    if (!refusal || !scenario.times) return refusal;
    return this.count(counter + request.texts.at(-1)) <= scenario.times ? refusal : undefined;
  }

  private count(counter: string): number {
    const count = (this.given.get(counter) ?? 0) + 1;
    this.given.set(counter, count);
    return count;
  }

  private answerFor(scenario: Scenario, request: ModelRequest): Answer {
    const tokens = { ...USAGE, reasoning: scenario.reasoning ?? 0 };
    const asksTool = scenario.kind === "tool" || scenario.kind === "tool-then-limit";
    const call = asksTool && request.toolResult === undefined ? toolCall(request, scenario) : undefined;
    return { ...(call ?? { text: textFor(scenario, request) }), tokens };
  }
}

const COUNTS: [path: string, answer: object][] = [
  ["/messages/count_tokens", { input_tokens: USAGE.fresh }],
  [":countTokens", { totalTokens: USAGE.fresh }],
];

function textFor(scenario: Scenario, { answerSchema }: ModelRequest): string {
  if (answerSchema) return JSON.stringify(placeholder(answerSchema));
  return scenario.text ?? DEFAULT_TEXT;
}

/** An answer as far as the scenario lets it come. */
function broken(pieces: Piece[], { kind }: Scenario, error: () => Piece): Piece[] {
  if (kind !== "hang" && kind !== "cut" && kind !== "stream-error") return pieces;
  const half = pieces.slice(0, Math.ceil(pieces.length / 2));
  return kind === "stream-error" ? [...half, error()] : half;
}

function refused(entry: Recorded, { status, headers, body }: Refusal, pause: Record<string, string> = {}): Response {
  entry.status = status;
  return Response.json(body, { status, headers: { ...pause, ...headers } });
}

function attempt<T>(act: () => T): T | Error {
  try {
    return act();
  } catch (error) {
    return error instanceof Error ? error : new Error(messageOf(error));
  }
}

function described({ model, texts, userMessages, toolResult, tools }: ModelRequest): Partial<Recorded> {
  const result = toolResult === undefined ? {} : { toolResult: shortened(toolResult) };
  const names = tools.map(({ name }) => name);
  return { model, userMessages, prompt: shortened(texts.at(-1) ?? ""), tools: names, ...result };
}

function shortened(text: string): string {
  return text.length <= 2_000 ? text : `${text.slice(0, 2_000)}… (${text.length} characters)`;
}

function keyOf({ headers, url }: Request): string | undefined {
  const bearer = headers.get("authorization")?.replace(/^Bearer\s+/i, "");
  const named = headers.get("x-api-key") ?? headers.get("x-goog-api-key");
  return named ?? bearer ?? new URL(url).searchParams.get("key") ?? undefined;
}

function sessionOf({ headers }: Request): string | undefined {
  const names = ["x-claude-code-session-id", "session-id", "x-session-id"];
  return names.flatMap((name) => headers.get(name) ?? [])[0];
}
