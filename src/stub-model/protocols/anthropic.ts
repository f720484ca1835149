import { z } from "@hono/zod-openapi";
import {
  type Answer,
  JsonSchema,
  type Mint,
  type Piece,
  type Protocol,
  type Tokens,
  textsOf,
  words,
} from "../protocol.ts";
import type { Scenario } from "../scenario.ts";

const Block = z.looseObject({ type: z.string(), content: z.unknown().optional() });
const Message = z.object({
  role: z.string(),
  content: z.union([z.string().transform((text): z.infer<typeof Block>[] => [{ type: "text", text }]), z.array(Block)]),
});
const Format = z.object({ schema: JsonSchema.optional() });
const Body = z.object({
  model: z.string(),
  stream: z.boolean().default(false),
  messages: z.array(Message),
  tools: z.array(z.object({ name: z.string(), input_schema: JsonSchema.default({}) })).default([]),
  output_config: z.object({ format: Format.optional() }).optional(),
  output_format: Format.optional(),
});

/** Anthropic Messages. */
export const anthropic: Protocol = {
  read(body) {
    const { model, stream, messages, tools, output_config, output_format } = Body.parse(body);
    const fromUser = messages.filter(({ role }) => role === "user");
    const resultIn = (message?: z.infer<typeof Message>) => message?.content.find(({ type }) => type === "tool_result");
    const users = fromUser.filter((message) => !resultIn(message));
    const result = resultIn(fromUser.at(-1));
    return {
      ...{ model, stream },
      tools: tools.map(({ name, input_schema }) => ({ name, form: "function", schema: input_schema })),
      texts: textsOf(users.at(-1)?.content),
      userMessages: users.length,
      toolResult: result && textsOf(result.content).join(""),
      answerSchema: output_config?.format?.schema ?? output_format?.schema,
    };
  },

  whole: (request, answer, mint) => ({
    ...message(request.model, mint),
    content: [block(answer, mint)],
    stop_reason: stopReason(answer),
    usage: usage(answer.tokens),
  }),

  stream(request, answer, mint) {
    // It tells the input at once, with a provisional token of output.
    const began: Tokens = { ...answer.tokens, output: 1, reasoning: 0 };
    const opened = { ...message(request.model, mint), content: [], stop_reason: null, usage: usage(began) };
    const opening = "text" in answer ? { type: "text", text: "" } : { ...block(answer, mint), input: {} };
    const ending = { delta: { stop_reason: stopReason(answer), stop_sequence: null }, usage: usage(answer.tokens) };
    return [
      { ...named("message_start", { message: opened }), told: began },
      named("content_block_start", { index: 0, content_block: opening }),
      ...deltas(answer).map((delta) => named("content_block_delta", { index: 0, delta })),
      named("content_block_stop", { index: 0 }),
      { ...named("message_delta", ending), told: answer.tokens },
      named("message_stop", {}),
    ];
  },

  streamError: () => named("error", { error: { type: "overloaded_error", message: "Overloaded" } }),

  refuse(kind, scenario, mint) {
    const body = (type: string, message: string) => ({
      ...{ type: "error", error: { type, message } },
      request_id: mint.id("req"),
    });
    switch (kind) {
      case "rate-limit":
        return {
          status: 429,
          headers: { "retry-after": String(scenario.retryAfter ?? 1) },
          body: body("rate_limit_error", "Stub: this organization's requests per minute are used up."),
        };
      case "usage-limit": // what a login sees when its window is spent
        return {
          status: 429,
          headers: { "retry-after": String(secondsLeft(scenario)), ...unified("rejected", scenario, mint) },
          body: body("rate_limit_error", "Stub: this account's usage limit is reached."),
        };
      case "no-credit": {
        const message = "Your credit balance is too low to access the API.";
        return { status: 400, body: body("invalid_request_error", message) };
      }
      case "unauthorized":
        return { status: 401, body: body("authentication_error", "invalid x-api-key") };
      case "overloaded":
        return { status: 529, body: body("overloaded_error", "Overloaded") };
      case "server-error":
        return { status: 500, body: body("api_error", "Stub: internal server error") };
    }
  },

  headers(scenario, mint) {
    if (scenario.kind !== "warning") return {};
    const { window = "five_hour", utilization = 0.9 } = scenario;
    const name = `anthropic-ratelimit-unified-${SHORT[window] ?? window}`;
    return {
      ...unified("allowed_warning", scenario, mint),
      [`${name}-status`]: "allowed_warning",
      [`${name}-utilization`]: String(utilization),
      [`${name}-reset`]: String(mint.unixNow() + secondsLeft(scenario)),
      [`${name}-surpassed-threshold`]: String(utilization),
    };
  },
};

/** How the headers call the windows. */
const SHORT: Record<string, string> = { five_hour: "5h", seven_day: "7d" };

function unified(status: string, scenario: Scenario, mint: Mint): Record<string, string> {
  return {
    "anthropic-ratelimit-unified-status": status,
    "anthropic-ratelimit-unified-reset": String(mint.unixNow() + secondsLeft(scenario)),
    "anthropic-ratelimit-unified-representative-claim": scenario.window ?? "five_hour",
  };
}

function secondsLeft({ retryAfter = 3_600 }: Scenario): number {
  return retryAfter;
}

function message(model: string, mint: Mint) {
  return { id: mint.id("msg"), type: "message", role: "assistant", model, stop_sequence: null };
}

function block(answer: Answer, mint: Mint) {
  if ("text" in answer) return { type: "text", text: answer.text };
  return { type: "tool_use", id: mint.id("toolu"), name: answer.tool.name, input: answer.input };
}

function deltas(answer: Answer) {
  if ("text" in answer) return words(answer.text).map((text) => ({ type: "text_delta", text }));
  return [{ type: "input_json_delta", partial_json: JSON.stringify(answer.input) }];
}

function stopReason(answer: Answer): string {
  return "text" in answer ? "end_turn" : "tool_use";
}

function usage({ fresh, cached, output }: Tokens) {
  return {
    ...{ input_tokens: fresh, cache_creation_input_tokens: 0 },
    ...{ cache_read_input_tokens: cached, output_tokens: output },
  };
}

function named(type: string, fields: object): Piece {
  return { event: type, data: { type, ...fields } };
}
