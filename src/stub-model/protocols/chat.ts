import { z } from "@hono/zod-openapi";
import {
  JsonSchema,
  type Mint,
  type Piece,
  type Protocol,
  type Tokens,
  type ToolCall,
  textsOf,
  words,
} from "../protocol.ts";
import { refuse } from "./openai.ts";

const Body = z.object({
  model: z.string(),
  stream: z.boolean().default(false),
  messages: z.array(z.object({ role: z.string(), content: z.unknown().optional() })),
  tools: z
    .array(z.object({ function: z.object({ name: z.string(), parameters: JsonSchema.default({}) }) }))
    .default([]),
  response_format: z.object({ json_schema: z.object({ schema: JsonSchema.optional() }).optional() }).optional(),
});

/** OpenAI Chat Completions. */
export const chat: Protocol = {
  read(body) {
    const { model, stream, messages, tools, response_format } = Body.parse(body);
    const users = messages.filter(({ role }) => role === "user");
    const last = messages.at(-1);
    return {
      ...{ model, stream },
      tools: tools.map(({ function: { name, parameters } }) => ({ name, form: "function", schema: parameters })),
      texts: textsOf(users.at(-1)?.content),
      userMessages: users.length,
      toolResult: last?.role === "tool" ? textsOf(last.content).join("") : undefined,
      answerSchema: response_format?.json_schema?.schema,
    };
  },

  whole({ model }, answer, mint) {
    const content =
      "text" in answer ? { content: answer.text } : { content: null, tool_calls: [toolCall(answer, mint)] };
    return {
      ...{ id: mint.id("chatcmpl"), object: "chat.completion", created: mint.unixNow(), model },
      choices: [{ index: 0, message: { role: "assistant", ...content }, finish_reason: finishReason(answer) }],
      usage: usage(answer.tokens),
    };
  },

  stream({ model }, answer, mint) {
    const common = { id: mint.id("chatcmpl"), object: "chat.completion.chunk", created: mint.unixNow(), model };
    const chunk = (delta: object, finish_reason: string | null = null): { data: object } => ({
      data: { ...common, choices: [{ index: 0, delta, finish_reason }], usage: null },
    });
    const deltas: object[] =
      "text" in answer
        ? words(answer.text).map((content) => ({ content }))
        : [{ tool_calls: [{ index: 0, ...toolCall(answer, mint) }] }];
    const { data } = chunk({}, finishReason(answer));
    const last: Piece = { data: { ...data, usage: usage(answer.tokens) }, told: answer.tokens };
    return [
      chunk({ role: "assistant", content: "" }),
      ...deltas.map((delta) => chunk(delta)),
      last,
      { data: "[DONE]" },
    ];
  },

  streamError: (mint) => ({ data: refuse("rate-limit", { kind: "rate-limit" }, mint).body }),

  refuse,
};

function finishReason(answer: object): string {
  return "text" in answer ? "stop" : "tool_calls";
}

function toolCall({ tool, input }: ToolCall, mint: Mint) {
  return { id: mint.id("call"), type: "function", function: { name: tool.name, arguments: JSON.stringify(input) } };
}

function usage({ fresh, cached, output, reasoning }: Tokens) {
  return {
    ...{ prompt_tokens: fresh + cached, prompt_tokens_details: { cached_tokens: cached } },
    ...{ completion_tokens: output, completion_tokens_details: { reasoning_tokens: reasoning } },
    total_tokens: fresh + cached + output,
  };
}
