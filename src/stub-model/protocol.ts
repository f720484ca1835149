import { z } from "@hono/zod-openapi";
import type { RefusalKind, Scenario } from "./scenario.ts";

/** One model API: how its requests are read, and how an answer or a refusal is written in it. */
export interface Protocol {
  /** Throws what zod throws for a body that is no request of this protocol. */
  read(body: unknown, path: string): ModelRequest;
  /** The complete answer of a request that does not stream. */
  whole(request: ModelRequest, answer: Answer, mint: Mint): unknown;
  /** The same answer in pieces. */
  stream(request: ModelRequest, answer: Answer, mint: Mint): Piece[];
  /** What a stream says when it fails half-way. */
  streamError(mint: Mint): Piece;
  refuse(kind: RefusalKind, scenario: Scenario, mint: Mint): Refusal;
  /** Headers of an answer that is no refusal. */
  headers?(scenario: Scenario, mint: Mint): Record<string, string>;
}

/** What the stub cares about of a request, whichever API it came through. */
export interface ModelRequest {
  model: string;
  stream: boolean;
  tools: Tool[];
  /** The newest user message, piece by piece: what the client adds of itself, then what the person wrote. */
  texts: string[];
  /** How many user messages the conversation holds: more than one after a resume. */
  userMessages: number;
  /** What the client's tool returned, when the conversation ends with the result of a tool call. */
  toolResult: string | undefined;
  /** The client wants JSON of this shape (Gemini's model router, structured output). */
  answerSchema: JsonSchema | undefined;
}

export interface Tool {
  name: string;
  /** "function" takes JSON arguments; "freeform" takes plain text (OpenAI's custom tools). */
  form: "function" | "freeform";
  schema: JsonSchema;
}

export interface JsonSchema {
  type?: string | string[];
  properties?: Record<string, JsonSchema>;
  required?: string[];
  enum?: unknown[];
  minimum?: number;
}

// A client's schema is followed as far as it is understood; a branch that is no object has no properties.
export const JsonSchema = z.custom<JsonSchema>((value) => typeof value === "object" && value !== null);

/** Disjoint, but for reasoning, which is part of the output. */
export interface Tokens {
  fresh: number;
  cached: number;
  output: number;
  reasoning: number;
}

export interface ToolCall {
  tool: Tool;
  input: Record<string, unknown> | string;
}

/** What the model says: a text or one tool call. */
export type Turn = { text: string } | ToolCall;
export type Answer = Turn & { tokens: Tokens };

/** One server-sent event: an optional name, its JSON data (or a literal string), and the usage it told, if any. */
export interface Piece {
  event?: string;
  data: unknown;
  told?: Tokens;
}

export interface Refusal {
  status: number;
  headers?: Record<string, string>;
  body: unknown;
}

/** Ids and instants for what a stub says. */
export interface Mint {
  id(prefix: string): string;
  unixNow(): number;
}

/** "One two " → ["One ", "two "]: the pieces a text is streamed in. */
export function words(text: string): string[] {
  return text.match(/\S+\s*/g) ?? [text];
}

const TextPart = z.object({ text: z.string().min(1) }).transform(({ text }) => text);

/** The texts in a message's content, which is a string or a list of parts. */
export function textsOf(content: unknown): string[] {
  if (typeof content === "string") return [content];
  if (!Array.isArray(content)) return [];
  return content.flatMap((part) => (typeof part === "string" ? part : (TextPart.safeParse(part).data ?? [])));
}
