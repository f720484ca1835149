/**
 * A stub of the model APIs that coding CLIs talk to, for tests without a network.
 *
 *   Anthropic Messages       POST /v1/messages, /v1/messages/count_tokens
 *   OpenAI Responses         POST /v1/responses
 *   OpenAI Chat Completions  POST /v1/chat/completions
 *   Gemini                   POST /v1beta/models/MODEL:generateContent | :streamGenerateContent | :countTokens
 *
 * It listens on 127.0.0.1 only and never opens a connection of its own.
 *
 * Run it:      bun stub-model.ts --port 4010 --log requests.jsonl --api-key test-key
 * Embed it:    const stub = startStubModel(); … stub.url … stub.stop()
 *
 * What it answers is a `Scenario`, looked for in this order:
 *   1. header    x-stub-scenario: rate-limit retryAfter=1 times=2
 *   2. prompt    [[stub: tool command="echo hi"]]   (anywhere in the newest user message)
 *   3. control   PUT /__stub/scenario  {"kind":"slow","chunkMs":200}
 *   4. default   a short text answer
 *
 * Control endpoints: GET /__stub/requests, PUT /__stub/scenario, POST /__stub/reset.
 */
import { appendFileSync } from "node:fs";

// ───────────────────────────── scenarios ─────────────────────────────

export type ScenarioKind =
  | "ok" //            a short text answer
  | "tool" //          ask for one tool call, then answer once its result is back
  | "slow" //          a text answer, one word every `chunkMs`
  | "hang" //          half of the answer, then silence until the client leaves
  | "cut" //           half of the answer, then the connection breaks
  | "stream-error" //  half of the answer, then an error event
  | "rate-limit" //    429 with retry-after: too many requests, worth retrying soon
  | "usage-limit" //   429 that says a plan's or a day's allowance is spent, with the time of the reset
  | "no-credit" //     the account has no money left: waiting does not help
  | "unauthorized" //  401
  | "overloaded" //    529 (Anthropic) or 503 (others)
  | "server-error"; // 500

export interface Scenario {
  kind: ScenarioKind;
  /** The final answer. */
  text?: string;
  /** For the errors that are a status: fail this many requests, then succeed. 0 means always. */
  times?: number;
  /** Seconds, for rate-limit (retry-after) and usage-limit (time until the reset). */
  retryAfter?: number;
  /** Seconds of a retry-after header on failures that have none of their own: a client that retries waits so long. */
  pause?: number;
  /** For usage-limit over Anthropic: "five_hour" (default), "seven_day", … */
  window?: string;
  /** Milliseconds between streamed pieces; `slow` uses 250 when it is not given. */
  chunkMs?: number;
  /** For tool: "shell" (default) or "write". */
  tool?: "shell" | "write";
  /** For tool=shell. */
  command?: string;
  /** For tool=write; most clients want an absolute path. */
  path?: string;
  content?: string;
}

/** Reads `kind key=value key="quoted value"`; null when the first word is no scenario. */
export function parseScenario(line: string): Scenario | null {
  const [kind, rest] = splitFirstWord(line.trim());
  if (!SCENARIO_KINDS.has(kind)) return null;
  const scenario: Record<string, unknown> = { kind };
  for (const [, key = "", quoted, bare = ""] of rest.matchAll(/(\w+)=(?:"([^"]*)"|(\S+))/g)) {
    const value = quoted ?? bare;
    scenario[key] = NUMERIC_FIELDS.has(key) ? Number(value) : value;
  }
  return scenario as unknown as Scenario;
}

const SCENARIO_KINDS = new Set<string>([
  "ok", "tool", "slow", "hang", "cut", "stream-error",
  "rate-limit", "usage-limit", "no-credit", "unauthorized", "overloaded", "server-error",
]);
const NUMERIC_FIELDS = new Set(["times", "retryAfter", "pause", "chunkMs"]);
const DEFAULT_TEXT = "Hello from the stub model. All is well.";

function splitFirstWord(text: string): [string, string] {
  const at = text.search(/\s/);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at)];
}

// ───────────────────────── what a request says ─────────────────────────

type Protocol = "anthropic" | "responses" | "chat" | "gemini";

interface Tool {
  name: string;
  /** "function" takes JSON arguments; "freeform" takes plain text (OpenAI custom tools). */
  form: "function" | "freeform";
  schema: JsonSchema;
}

interface JsonSchema {
  type?: string | string[];
  properties?: Record<string, JsonSchema>;
  required?: string[];
  enum?: unknown[];
  minimum?: number;
}

/** The part of a model request the stub cares about, whichever API it came through. */
interface ModelRequest {
  protocol: Protocol;
  model: string;
  stream: boolean;
  tools: Tool[];
  /** The newest user message, piece by piece: what the client adds of itself, then what the person wrote. */
  texts: string[];
  /** How many user messages the conversation holds: more than one after a resume. */
  userMessages: number;
  /** What the client's tool returned, when the conversation ends with the result of a tool call. */
  toolResult?: string;
  /** The client wants JSON of this shape (gemini's model router, structured output). */
  answerSchema?: JsonSchema;
}

/** Fixed usage figures, so that a test can tell them apart: fresh + cached = 120 in, 12 out. */
export const USAGE = { fresh: 100, cached: 20, output: 12 } as const;

/** What the model says: a text, or one tool call. */
type Turn = { text: string } | { tool: Tool; input: Record<string, unknown> | string };

/** One server-sent event: an optional event name and its JSON data (or a literal string). */
interface Sse {
  event?: string;
  data: unknown;
}

interface ProtocolCodec {
  read(body: any, path: string): ModelRequest;
  /** The complete answer of a request that does not stream. */
  whole(request: ModelRequest, turn: Turn): unknown;
  /** The same answer in pieces. */
  stream(request: ModelRequest, turn: Turn): Sse[];
  /** What a stream says when it fails half-way. */
  streamError(): Sse;
  error(kind: ScenarioKind, scenario: Scenario): Failure;
}

interface Failure {
  status: number;
  headers?: Record<string, string>;
  body: unknown;
}

// ───────────────────────────── tool calls ─────────────────────────────

const SHELL_TOOLS = ["Bash", "bash", "exec_command", "shell_command", "shell", "run_shell_command"];
const WRITE_TOOLS = ["Write", "write_file", "write", "apply_patch"];

/** The turn that asks for a tool, or null when the client offers no fitting one. */
function toolTurn(request: ModelRequest, scenario: Scenario): Turn | null {
  const names = scenario.tool === "write" ? WRITE_TOOLS : SHELL_TOOLS;
  const tool = names.map((name) => request.tools.find((t) => t.name === name)).find(Boolean);
  if (!tool) return null;
  const full: Scenario = {
    ...scenario,
    command: scenario.command ?? "echo stub-tool-ran",
    path: scenario.path ?? "stub.txt",
    content: scenario.content ?? "written by the stub model\n",
  };
  return { tool, input: tool.form === "freeform" ? freeformInput(tool, full) : fillSchema(tool.schema, full) };
}

/** codex writes files with a patch in its own notation, not with JSON. */
function freeformInput(tool: Tool, scenario: Scenario): string {
  if (tool.name !== "apply_patch") return scenario.command!;
  const added = scenario.content!.replace(/\n$/, "").split("\n").map((line) => `+${line}\n`).join("");
  return `*** Begin Patch\n*** Add File: ${scenario.path}\n${added}*** End Patch\n`;
}

/** Gives a tool's known properties their scripted values and its other required ones a plausible one. */
function fillSchema(schema: JsonSchema, scenario: Scenario): Record<string, unknown> {
  const scripted: Record<string, unknown> = {
    command: scenario.command,
    cmd: scenario.command,
    file_path: scenario.path,
    filePath: scenario.path,
    path: scenario.path,
    content: scenario.content,
    yield_time_ms: 30_000, // codex gives a command that runs longer back to the model, which would end the turn
    description: "scripted by the stub model",
  };
  const input: Record<string, unknown> = {};
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    const value = scripted[name];
    if (value !== undefined) {
      const wantsArgv = typeOf(property) === "array" && typeof value === "string";
      input[name] = wantsArgv ? ["bash", "-lc", value] : value;
    } else if (schema.required?.includes(name)) {
      input[name] = placeholder(property);
    }
  }
  return input;
}

function typeOf(schema: JsonSchema): string {
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  return (type ?? "string").toLowerCase();
}

/** Some value that fits a schema. */
function placeholder(schema: JsonSchema): unknown {
  if (schema.enum?.length) return schema.enum[0];
  switch (typeOf(schema)) {
    case "number":
    case "integer": return schema.minimum ?? 1;
    case "boolean": return false;
    case "array": return [];
    case "object":
      return Object.fromEntries(
        Object.entries(schema.properties ?? {}).map(([name, property]) => [name, placeholder(property)]),
      );
    default: return "stub";
  }
}

// ───────────────────────────── small helpers ─────────────────────────────

let serial = 0;
const newId = (prefix: string) => `${prefix}_stub${String(++serial).padStart(6, "0")}`;
const unixNow = () => Math.floor(Date.now() / 1000);
/** "One two " → ["One ", "two "]: the pieces a text is streamed in. */
const words = (text: string) => text.match(/\S+\s*/g) ?? [text];

/** The texts in a message's content, which is a string or a list of parts. */
function textsOf(content: unknown): string[] {
  if (typeof content === "string") return [content];
  if (!Array.isArray(content)) return [];
  return content.map((part) => (typeof part === "string" ? part : part?.text)).filter((text) => !!text);
}

// ───────────────────────── Anthropic Messages ─────────────────────────

const anthropic: ProtocolCodec = {
  read(body) {
    const messages: any[] = body.messages ?? [];
    const blocks = (message: any): any[] =>
      Array.isArray(message.content) ? message.content : [{ type: "text", text: message.content }];
    const resultIn = (message: any) => blocks(message).find((block) => block.type === "tool_result");
    const fromUser = messages.filter((message) => message.role === "user");
    const users = fromUser.filter((message) => !resultIn(message));
    const result = fromUser.length ? resultIn(fromUser.at(-1)) : undefined;
    return {
      protocol: "anthropic",
      model: body.model,
      stream: body.stream === true,
      tools: (body.tools ?? []).map((tool: any) => ({
        name: tool.name, form: "function", schema: tool.input_schema ?? {},
      })),
      texts: users.length ? textsOf(blocks(users.at(-1))) : [],
      userMessages: users.length,
      toolResult: result && textsOf(result.content).join(""),
      answerSchema: body.output_config?.format?.schema ?? body.output_format?.schema,
    };
  },

  whole(request, turn) {
    const isText = "text" in turn;
    return {
      id: newId("msg"), type: "message", role: "assistant", model: request.model,
      content: [isText
        ? { type: "text", text: turn.text }
        : { type: "tool_use", id: newId("toolu"), name: turn.tool.name, input: turn.input }],
      stop_reason: isText ? "end_turn" : "tool_use",
      stop_sequence: null,
      usage: anthropicUsage(USAGE.output),
    };
  },

  stream(request, turn) {
    const named = (data: { type: string; [key: string]: unknown }): Sse => ({ event: data.type, data });
    const isText = "text" in turn;
    const opening = isText
      ? { type: "text", text: "" }
      : { type: "tool_use", id: newId("toolu"), name: turn.tool.name, input: {} };
    const deltas = isText
      ? words(turn.text).map((text) => ({ type: "text_delta", text }))
      : [{ type: "input_json_delta", partial_json: JSON.stringify(turn.input) }];
    return [
      named({
        type: "message_start",
        message: {
          id: newId("msg"), type: "message", role: "assistant", model: request.model,
          content: [], stop_reason: null, stop_sequence: null, usage: anthropicUsage(1),
        },
      }),
      named({ type: "content_block_start", index: 0, content_block: opening }),
      ...deltas.map((delta) => named({ type: "content_block_delta", index: 0, delta })),
      named({ type: "content_block_stop", index: 0 }),
      named({
        type: "message_delta",
        delta: { stop_reason: isText ? "end_turn" : "tool_use", stop_sequence: null },
        usage: anthropicUsage(USAGE.output),
      }),
      named({ type: "message_stop" }),
    ];
  },

  streamError: () => ({
    event: "error",
    data: { type: "error", error: { type: "overloaded_error", message: "Overloaded" } },
  }),

  error(kind, scenario): Failure {
    const body = (type: string, message: string) => ({
      type: "error", error: { type, message }, request_id: newId("req"),
    });
    const wait = scenario.retryAfter ?? 1;
    switch (kind) {
      case "rate-limit":
        return {
          status: 429,
          headers: { "retry-after": String(wait) },
          body: body("rate_limit_error", "Stub: this organization's requests per minute are used up."),
        };
      case "usage-limit": { // what a subscription sees when its window is spent
        const seconds = scenario.retryAfter ?? 3600;
        return {
          status: 429,
          headers: {
            "retry-after": String(seconds),
            "anthropic-ratelimit-unified-status": "rejected",
            "anthropic-ratelimit-unified-reset": String(unixNow() + seconds),
            "anthropic-ratelimit-unified-representative-claim": scenario.window ?? "five_hour",
          },
          body: body("rate_limit_error", "Stub: this account's usage limit is reached."),
        };
      }
      case "no-credit":
        return { status: 400, body: body("invalid_request_error", "Your credit balance is too low to access the API.") };
      case "unauthorized":
        return { status: 401, body: body("authentication_error", "invalid x-api-key") };
      case "overloaded":
        return { status: 529, body: body("overloaded_error", "Overloaded") };
      default:
        return { status: 500, body: body("api_error", "Stub: internal server error") };
    }
  },
};

function anthropicUsage(output: number) {
  return {
    input_tokens: USAGE.fresh, cache_creation_input_tokens: 0,
    cache_read_input_tokens: USAGE.cached, output_tokens: output,
  };
}

// ───────────────────────── OpenAI Responses ─────────────────────────

const responses: ProtocolCodec = {
  read(body) {
    const items: any[] = Array.isArray(body.input)
      ? body.input
      : [{ type: "message", role: "user", content: body.input }];
    const users = items.filter((item) => (item.type ?? "message") === "message" && item.role === "user");
    const last = items.at(-1);
    return {
      protocol: "responses",
      model: body.model,
      stream: body.stream === true,
      tools: (body.tools ?? [])
        .filter((tool: any) => tool.type === "function" || tool.type === "custom")
        .map((tool: any) => ({
          name: tool.name,
          form: tool.type === "custom" ? "freeform" : "function",
          schema: tool.parameters ?? {},
        })),
      texts: users.length ? textsOf(users.at(-1).content) : [],
      userMessages: users.length,
      toolResult: /_call_output$/.test(last?.type ?? "") ? textsOf(last.output).join("") : undefined,
      answerSchema: body.text?.format?.schema,
    };
  },

  whole: (request, turn) => responsesObject(request, "completed", [responsesItem(turn)]),

  stream(request, turn) {
    const item = responsesItem(turn);
    let sequence_number = 0;
    const named = (type: string, fields: object): Sse => ({
      event: type, data: { type, sequence_number: sequence_number++, ...fields },
    });
    const at = { item_id: item.id, output_index: 0 };
    const pieces: Sse[] = [];
    if ("text" in turn) {
      const place = { ...at, content_index: 0 };
      pieces.push(
        named("response.output_item.added", { output_index: 0, item: { ...item, status: "in_progress", content: [] } }),
        named("response.content_part.added", { ...place, part: { type: "output_text", text: "", annotations: [] } }),
        ...words(turn.text).map((delta) => named("response.output_text.delta", { ...place, delta })),
        named("response.output_text.done", { ...place, text: turn.text }),
        named("response.content_part.done", { ...place, part: { type: "output_text", text: turn.text, annotations: [] } }),
      );
    } else if (turn.tool.form === "freeform") {
      pieces.push(
        named("response.output_item.added", { output_index: 0, item: { ...item, input: "" } }),
        named("response.custom_tool_call_input.delta", { ...at, delta: turn.input }),
        named("response.custom_tool_call_input.done", { ...at, input: turn.input }),
      );
    } else {
      const args = JSON.stringify(turn.input);
      pieces.push(
        named("response.output_item.added", { output_index: 0, item: { ...item, arguments: "" } }),
        named("response.function_call_arguments.delta", { ...at, delta: args }),
        named("response.function_call_arguments.done", { ...at, arguments: args }),
      );
    }
    return [
      named("response.created", { response: responsesObject(request, "in_progress", []) }),
      ...pieces,
      named("response.output_item.done", { output_index: 0, item }),
      named("response.completed", { response: responsesObject(request, "completed", [item]) }),
    ];
  },

  streamError: () => ({
    event: "response.failed",
    data: {
      type: "response.failed",
      response: {
        id: newId("resp"), object: "response", created_at: unixNow(), status: "failed", output: [],
        error: { code: "rate_limit_exceeded", message: "Stub: rate limit reached. Please try again in 1s." },
      },
    },
  }),

  error: openAiError,
};

function responsesItem(turn: Turn): any {
  if ("text" in turn) {
    return {
      id: newId("msg"), type: "message", role: "assistant", status: "completed",
      content: [{ type: "output_text", text: turn.text, annotations: [] }],
    };
  }
  const call = { id: newId("fc"), call_id: newId("call"), name: turn.tool.name, status: "completed" };
  return turn.tool.form === "freeform"
    ? { ...call, type: "custom_tool_call", input: turn.input }
    : { ...call, type: "function_call", arguments: JSON.stringify(turn.input) };
}

function responsesObject(request: ModelRequest, status: string, output: unknown[]) {
  const input_tokens = USAGE.fresh + USAGE.cached;
  return {
    id: newId("resp"), object: "response", created_at: unixNow(), status, model: request.model, output,
    parallel_tool_calls: false, tool_choice: "auto", tools: [], error: null, incomplete_details: null,
    usage: status !== "completed" ? null : {
      input_tokens, input_tokens_details: { cached_tokens: USAGE.cached },
      output_tokens: USAGE.output, output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: input_tokens + USAGE.output,
    },
  };
}

function openAiError(kind: ScenarioKind, scenario: Scenario): Failure {
  const body = (type: string, code: string | null, message: string, more: object = {}) => ({
    error: { message, type, param: null, code, ...more },
  });
  const wait = scenario.retryAfter ?? 1;
  switch (kind) {
    case "rate-limit":
      return {
        status: 429,
        headers: { "retry-after": String(wait) },
        body: body("requests", "rate_limit_exceeded",
          `Stub: rate limit reached on requests per min. Please try again in ${wait}s.`),
      };
    case "usage-limit": { // what a ChatGPT plan sees; codex reads the type and the reset time
      const seconds = scenario.retryAfter ?? 3600;
      return {
        status: 429,
        body: body("usage_limit_reached", null, "Stub: the usage limit has been reached",
          { plan_type: "plus", resets_at: unixNow() + seconds, resets_in_seconds: seconds }),
      };
    }
    case "no-credit":
      return { status: 429, body: body("insufficient_quota", "insufficient_quota", "You exceeded your current quota.") };
    case "unauthorized":
      return {
        status: 401,
        body: body("invalid_request_error", "invalid_api_key", "Incorrect API key provided: stub."),
      };
    case "overloaded":
      return { status: 503, body: body("server_error", "server_is_overloaded", "Stub: the server is overloaded") };
    default:
      return { status: 500, body: body("server_error", null, "Stub: internal server error") };
  }
}

// ───────────────────── OpenAI Chat Completions ─────────────────────

const chat: ProtocolCodec = {
  read(body) {
    const messages: any[] = body.messages ?? [];
    const users = messages.filter((message) => message.role === "user");
    const last = messages.at(-1);
    return {
      protocol: "chat",
      model: body.model,
      stream: body.stream === true,
      tools: (body.tools ?? []).map((tool: any) => ({
        name: tool.function?.name, form: "function", schema: tool.function?.parameters ?? {},
      })),
      texts: users.length ? textsOf(users.at(-1).content) : [],
      userMessages: users.length,
      toolResult: last?.role === "tool" ? textsOf(last.content).join("") : undefined,
      answerSchema: body.response_format?.json_schema?.schema,
    };
  },

  whole(request, turn) {
    const message = "text" in turn
      ? { role: "assistant", content: turn.text }
      : { role: "assistant", content: null, tool_calls: [chatToolCall(turn)] };
    return {
      id: newId("chatcmpl"), object: "chat.completion", created: unixNow(), model: request.model,
      choices: [{ index: 0, message, finish_reason: "text" in turn ? "stop" : "tool_calls" }],
      usage: chatUsage(),
    };
  },

  stream(request, turn) {
    const id = newId("chatcmpl");
    const chunk = (delta: object, finish_reason: string | null = null, usage: object | null = null): Sse => ({
      data: {
        id, object: "chat.completion.chunk", created: unixNow(), model: request.model,
        choices: [{ index: 0, delta, finish_reason }], usage,
      },
    });
    const deltas = "text" in turn
      ? words(turn.text).map((content) => chunk({ content }))
      : [chunk({ tool_calls: [{ index: 0, ...chatToolCall(turn) }] })];
    return [
      chunk({ role: "assistant", content: "" }),
      ...deltas,
      chunk({}, "text" in turn ? "stop" : "tool_calls", chatUsage()),
      { data: "[DONE]" },
    ];
  },

  streamError: () => ({ data: openAiError("rate-limit", { kind: "rate-limit" }).body }),

  error: openAiError,
};

function chatToolCall(turn: Extract<Turn, { tool: Tool }>) {
  return {
    id: newId("call"), type: "function",
    function: { name: turn.tool.name, arguments: JSON.stringify(turn.input) },
  };
}

function chatUsage() {
  const prompt_tokens = USAGE.fresh + USAGE.cached;
  return {
    prompt_tokens, completion_tokens: USAGE.output, total_tokens: prompt_tokens + USAGE.output,
    prompt_tokens_details: { cached_tokens: USAGE.cached },
  };
}

// ───────────────────────────── Gemini ─────────────────────────────

const gemini: ProtocolCodec = {
  read(body, path) {
    const contents: any[] = body.contents ?? [];
    const parts = (content: any): any[] => content?.parts ?? [];
    const resultIn = (content: any) => parts(content).find((part) => part.functionResponse)?.functionResponse;
    const users = contents.filter((content) => content.role === "user" && !resultIn(content));
    const result = resultIn(contents.at(-1));
    return {
      protocol: "gemini",
      model: path.match(/models\/([^:]+)/)?.[1] ?? "unknown",
      stream: path.includes(":streamGenerateContent"),
      tools: (body.tools ?? [])
        .flatMap((tool: any) => tool.functionDeclarations ?? [])
        .map((tool: any) => ({
          name: tool.name, form: "function", schema: tool.parametersJsonSchema ?? tool.parameters ?? {},
        })),
      texts: users.length ? textsOf(parts(users.at(-1))) : [],
      userMessages: users.length,
      toolResult: result && JSON.stringify(result.response),
      answerSchema: body.generationConfig?.responseJsonSchema ?? body.generationConfig?.responseSchema,
    };
  },

  whole: (request, turn) => geminiChunk(request, [geminiPart(turn)], true),

  stream(request, turn) {
    if (!("text" in turn)) return [{ data: geminiChunk(request, [geminiPart(turn)], true) }];
    const pieces = words(turn.text);
    return pieces.map((text, i) => ({ data: geminiChunk(request, [{ text }], i === pieces.length - 1) }));
  },

  streamError: () => ({ data: gemini.error("rate-limit", { kind: "rate-limit" }).body }),

  error(kind, scenario): Failure {
    const body = (code: number, status: string, message: string, details: unknown[] = []) => ({
      error: { code, status, message, details },
    });
    const quota = (quotaId: string, seconds: number) => [
      { "@type": "type.googleapis.com/google.rpc.QuotaFailure", violations: [{ quotaId }] },
      { "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay: `${seconds}s` },
    ];
    switch (kind) {
      case "rate-limit":
        return {
          status: 429,
          body: body(429, "RESOURCE_EXHAUSTED", "Stub: requests per minute are used up.",
            quota("GenerateRequestsPerMinutePerProjectPerModel", scenario.retryAfter ?? 1)),
        };
      case "usage-limit":
      case "no-credit":
        return {
          status: 429,
          body: body(429, "RESOURCE_EXHAUSTED", "Stub: requests per day are used up.",
            quota("GenerateRequestsPerDayPerProjectPerModel", scenario.retryAfter ?? 3600)),
        };
      case "unauthorized": // Google answers 400 INVALID_ARGUMENT for a bad API key; 401 for a bad token
        return {
          status: 400,
          body: body(400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key.",
            [{ "@type": "type.googleapis.com/google.rpc.ErrorInfo", reason: "API_KEY_INVALID" }]),
        };
      case "overloaded":
        return { status: 503, body: body(503, "UNAVAILABLE", "Stub: the model is overloaded.") };
      default:
        return { status: 500, body: body(500, "INTERNAL", "Stub: internal server error") };
    }
  },
};

function geminiPart(turn: Turn) {
  return "text" in turn ? { text: turn.text } : { functionCall: { name: turn.tool.name, args: turn.input } };
}

function geminiChunk(request: ModelRequest, parts: unknown[], last: boolean) {
  const promptTokenCount = USAGE.fresh + USAGE.cached;
  return {
    responseId: newId("gen"), modelVersion: request.model,
    candidates: [{ index: 0, content: { role: "model", parts }, ...(last ? { finishReason: "STOP" } : {}) }],
    ...(last ? {
      usageMetadata: {
        promptTokenCount, cachedContentTokenCount: USAGE.cached,
        candidatesTokenCount: USAGE.output, totalTokenCount: promptTokenCount + USAGE.output,
      },
    } : {}),
  };
}

// ───────────────────────────── the server ─────────────────────────────

const CODECS: Record<Protocol, ProtocolCodec> = { anthropic, responses, chat, gemini };

/** One line of the request log. */
export interface Recorded {
  at: number;
  method: string;
  path: string;
  status: number;
  protocol?: Protocol;
  scenario?: ScenarioKind;
  /** The client's own session id, where it sends one (claude and codex do). */
  session?: string;
  model?: string;
  stream?: boolean;
  /** What the person wrote, without what the client put before it. */
  prompt?: string;
  userMessages?: number;
  /** What the client's tool returned, as the model gets to see it. */
  toolResult?: string;
  /** The names of the tools on offer. */
  tools?: string[];
  bytes?: number;
  /** The whole request, when `keepBodies` is set (not in the log file). */
  body?: string;
  userAgent?: string;
  /** The client hung up before the answer was complete (not in the log file, which is written before). */
  aborted?: boolean;
}

export interface StubOptions {
  /** 0, the default, lets the system choose. */
  port?: number;
  /** When given, a request with another key gets a 401. */
  apiKey?: string;
  /** When given, each request is appended to this file as one line of JSON. */
  logFile?: string;
  /** Keep what each request said in full. */
  keepBodies?: boolean;
}

export function startStubModel(options: StubOptions = {}) {
  const requests: Recorded[] = [];
  const failures = new Map<string, number>();
  let scripted: Scenario | null = null;

  function record(entry: Recorded): Recorded {
    requests.push(entry);
    const { body, ...logged } = entry;
    if (options.logFile) appendFileSync(options.logFile, JSON.stringify(logged) + "\n");
    return entry;
  }

  function scenarioFor(req: Request, texts: string[]): Scenario {
    const fromHeader = req.headers.get("x-stub-scenario");
    // Its last text alone: gemini puts the prompt of a resumed turn into the message that was cut off before.
    // opencode escapes the quotes of a prompt given as an argument
    const plain = (texts.at(-1) ?? "").replaceAll('\\"', '"');
    const fromPrompt = [...plain.matchAll(/\[\[stub:\s*(.*?)\]\]/gs)].at(-1)?.[1];
    return (fromHeader && parseScenario(fromHeader))
      || (fromPrompt && parseScenario(fromPrompt))
      || scripted
      || { kind: "ok" };
  }

  /** True while a failing scenario has failures left to give; each prompt has its own count. */
  function stillFails(scenario: Scenario, request: ModelRequest): boolean {
    if (!scenario.times) return true;
    const key = JSON.stringify([scenario, request.protocol, request.texts.at(-1)]);
    const given = failures.get(key) ?? 0;
    failures.set(key, given + 1);
    return given < scenario.times;
  }

  async function answerModel(protocol: Protocol, req: Request, url: URL): Promise<Response> {
    const codec = CODECS[protocol];
    const raw = await req.text();
    const request = codec.read(JSON.parse(raw || "{}"), url.pathname);
    const entry: Recorded = {
      at: Date.now(), method: req.method, path: url.pathname + url.search, status: 200, protocol,
      session: req.headers.get("x-claude-code-session-id") ?? req.headers.get("session-id") ?? undefined,
      model: request.model, stream: request.stream, prompt: shorten(request.texts.at(-1) ?? ""),
      userMessages: request.userMessages,
      toolResult: request.toolResult === undefined ? undefined : shorten(request.toolResult),
      tools: request.tools.map((tool) => tool.name), bytes: raw.length,
      userAgent: req.headers.get("user-agent") ?? undefined,
      ...(options.keepBodies && { body: raw }),
    };

    let scenario = scenarioFor(req, request.texts);
    if (options.apiKey && keyOf(req, url) !== options.apiKey) scenario = { kind: "unauthorized" };
    entry.scenario = scenario.kind;

    if (FAILING.has(scenario.kind) && stillFails(scenario, request)) {
      const failure = codec.error(scenario.kind, scenario);
      record({ ...entry, status: failure.status });
      const pause: Record<string, string> = scenario.pause === undefined ? {} : { "retry-after": String(scenario.pause) };
      return Response.json(failure.body, { status: failure.status, headers: { ...pause, ...failure.headers } });
    }

    record(entry);
    const wanted = scenario.kind === "tool" && request.toolResult === undefined ? toolTurn(request, scenario) : null;
    const turn = wanted ?? { text: answerText(request, scenario) };
    if (!request.stream) return Response.json(codec.whole(request, turn));

    let events = codec.stream(request, turn);
    if (scenario.kind === "stream-error") events = [...firstHalf(events), codec.streamError()];
    if (scenario.kind === "hang" || scenario.kind === "cut") events = firstHalf(events);
    return sse(events, scenario, req.signal, () => { entry.aborted = true; });
  }

  async function handle(req: Request): Promise<Response> {
    const url = new URL(req.url);
    const { pathname } = url;

    if (pathname.startsWith("/__stub/")) return control(req, pathname);

    if (req.method === "POST") {
      if (pathname.endsWith("/messages/count_tokens")) return counted(req, url, { input_tokens: USAGE.fresh });
      if (pathname.endsWith("/messages")) return answerModel("anthropic", req, url);
      if (pathname.endsWith("/responses")) return answerModel("responses", req, url);
      if (pathname.endsWith("/chat/completions")) return answerModel("chat", req, url);
      if (pathname.endsWith(":countTokens")) return counted(req, url, { totalTokens: USAGE.fresh });
      if (/:(generateContent|streamGenerateContent)$/.test(pathname)) return answerModel("gemini", req, url);
    }

    // Anything else (probes, model lists, telemetry) is noted, so a test can see that it was tried.
    record({
      at: Date.now(), method: req.method, path: pathname + url.search, status: 404,
      bytes: (await req.text()).length, userAgent: req.headers.get("user-agent") ?? undefined,
    });
    return Response.json({ error: { message: `Stub: no route for ${req.method} ${pathname}` } }, { status: 404 });
  }

  async function counted(req: Request, url: URL, body: object): Promise<Response> {
    record({
      at: Date.now(), method: req.method, path: url.pathname + url.search, status: 200,
      bytes: (await req.text()).length,
    });
    return Response.json(body);
  }

  async function control(req: Request, pathname: string): Promise<Response> {
    switch (`${req.method} ${pathname}`) {
      case "GET /__stub/requests":
        return Response.json(requests);
      case "PUT /__stub/scenario":
        scripted = (await req.json()) as Scenario;
        return Response.json(scripted);
      case "POST /__stub/reset":
        reset();
        return Response.json({ ok: true });
      default:
        return Response.json({ error: "unknown control endpoint" }, { status: 404 });
    }
  }

  function reset() {
    requests.length = 0;
    failures.clear();
    scripted = null;
  }

  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: options.port ?? 0,
    idleTimeout: 0, // `slow` and `hang` stay quiet for longer than the default allows
    fetch: handle,
  });

  return {
    url: `http://127.0.0.1:${server.port}`,
    /** Every request so far, oldest first. */
    requests,
    /** What to answer when neither a header nor the prompt says; null for the default. */
    script(scenario: Scenario | null) { scripted = scenario; },
    reset,
    stop: () => server.stop(true),
  };
}

const FAILING = new Set<ScenarioKind>([
  "rate-limit", "usage-limit", "no-credit", "unauthorized", "overloaded", "server-error",
]);

function keyOf(req: Request, url: URL): string | null {
  return req.headers.get("x-api-key")
    ?? req.headers.get("x-goog-api-key")
    ?? req.headers.get("authorization")?.replace(/^Bearer\s+/i, "")
    ?? url.searchParams.get("key");
}

function answerText(request: ModelRequest, scenario: Scenario): string {
  if (request.answerSchema) return JSON.stringify(placeholder(request.answerSchema));
  return scenario.text ?? DEFAULT_TEXT;
}

const firstHalf = <T>(items: T[]): T[] => items.slice(0, Math.ceil(items.length / 2));

function shorten(text: string): string {
  return text.length <= 2000 ? text : `${text.slice(0, 2000)}… (${text.length} characters)`;
}

/** Streams events at the scenario's pace; stops when the client hangs up. */
function sse(events: Sse[], scenario: Scenario, signal: AbortSignal, onAbort: () => void): Response {
  const pause = scenario.chunkMs ?? (scenario.kind === "slow" ? 250 : 0);
  const encoder = new TextEncoder();

  const body = new ReadableStream<Uint8Array>({
    async start(controller) {
      for (const { event, data } of events) {
        if (signal.aborted) return onAbort();
        const payload = typeof data === "string" ? data : JSON.stringify(data);
        controller.enqueue(encoder.encode(`${event ? `event: ${event}\n` : ""}data: ${payload}\n\n`));
        if (pause) await Bun.sleep(pause);
      }
      if (scenario.kind === "cut") {
        await Bun.sleep(50); // what was enqueued is on its way by then
        return controller.error(new Error("stub: the connection is cut here"));
      }
      if (scenario.kind === "hang") {
        await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
        return onAbort();
      }
      controller.close();
    },
  });
  return new Response(body, {
    headers: { "content-type": "text/event-stream", "cache-control": "no-cache" },
  });
}

// ───────────────────────────── command line ─────────────────────────────

if (import.meta.main) {
  const option = (name: string) => {
    const at = process.argv.indexOf(`--${name}`);
    return at < 0 ? undefined : process.argv[at + 1];
  };
  const stub = startStubModel({
    port: Number(option("port") ?? 0),
    apiKey: option("api-key"),
    logFile: option("log"),
  });
  console.log(JSON.stringify({ url: stub.url }));
}
