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
import { refuse } from "./openai.ts";

const Item = z.object({
  type: z.string().default("message"),
  role: z.string().optional(),
  content: z.unknown().optional(),
  output: z.unknown().optional(),
});
const Body = z.object({
  model: z.string(),
  stream: z.boolean().default(false),
  input: z.union([
    z.array(Item),
    z.string().transform((content): z.infer<typeof Item>[] => [{ type: "message", role: "user", content }]),
  ]),
  tools: z
    .array(z.object({ type: z.string(), name: z.string().default(""), parameters: JsonSchema.nullish() }))
    .default([]),
  text: z.object({ format: z.object({ schema: JsonSchema.optional() }).optional() }).optional(),
});

/** OpenAI Responses. */
export const responses: Protocol = {
  read(body) {
    const { model, stream, input, tools, text } = Body.parse(body);
    const users = input.filter(({ type, role }) => type === "message" && role === "user");
    const last = input.at(-1);
    const callable = tools.filter(({ type }) => type === "function" || type === "custom");
    return {
      ...{ model, stream },
      tools: callable.map(({ type, name, parameters }) => ({
        ...{ name, schema: parameters ?? {} },
        form: type === "custom" ? "freeform" : "function",
      })),
      texts: textsOf(users.at(-1)?.content),
      userMessages: users.length,
      toolResult: last?.type.endsWith("_call_output") ? textsOf(last.output).join("") : undefined,
      answerSchema: text?.format?.schema,
    };
  },

  whole: (request, answer, mint) => whole(request.model, item(answer, mint), answer.tokens, mint),

  stream(request, answer, mint) {
    const said = item(answer, mint);
    const pieces = [
      { type: "response.created", response: response(request.model, "in_progress", mint) },
      ...piecesOf(answer, said),
      { type: "response.output_item.done", output_index: 0, item: said },
      { type: "response.completed", response: whole(request.model, said, answer.tokens, mint) },
    ];
    const told = (type: string) => (type === "response.completed" ? { told: answer.tokens } : {});
    return pieces.map(
      (piece, sequence_number): Piece => ({
        ...{ event: piece.type, data: { ...piece, sequence_number } },
        ...told(piece.type),
      }),
    );
  },

  streamError(mint) {
    const type = "response.failed";
    const message = "Stub: rate limit reached. Please try again in 1s.";
    const error = { code: "rate_limit_exceeded", message };
    const { id, object, created_at } = response("", "failed", mint);
    return { event: type, data: { type, response: { id, object, created_at, status: "failed", output: [], error } } };
  },

  refuse,
};

function piecesOf(answer: Answer, item: { id: string }) {
  const at = { item_id: item.id, output_index: 0 };
  const added = (fields: object) => ({
    ...{ type: "response.output_item.added", output_index: 0 },
    item: { ...item, ...fields },
  });
  if ("text" in answer) {
    const place = { ...at, content_index: 0 };
    const part = (text: string) => ({ type: "output_text", text, annotations: [] });
    return [
      added({ status: "in_progress", content: [] }),
      { type: "response.content_part.added", ...place, part: part("") },
      ...words(answer.text).map((delta) => ({ type: "response.output_text.delta", ...place, delta })),
      { type: "response.output_text.done", ...place, text: answer.text },
      { type: "response.content_part.done", ...place, part: part(answer.text) },
    ];
  }
  if (answer.tool.form === "freeform") {
    return [
      added({ input: "" }),
      { type: "response.custom_tool_call_input.delta", ...at, delta: answer.input },
      { type: "response.custom_tool_call_input.done", ...at, input: answer.input },
    ];
  }
  const given = JSON.stringify(answer.input);
  return [
    added({ arguments: "" }),
    { type: "response.function_call_arguments.delta", ...at, delta: given },
    { type: "response.function_call_arguments.done", ...at, arguments: given },
  ];
}

function item(answer: Answer, mint: Mint) {
  if ("text" in answer) {
    const content = [{ type: "output_text", text: answer.text, annotations: [] }];
    return { id: mint.id("msg"), type: "message", role: "assistant", status: "completed", content };
  }
  const { tool, input } = answer;
  const call = { id: mint.id("fc"), call_id: mint.id("call"), name: tool.name, status: "completed" };
  if (tool.form === "freeform") return { ...call, type: "custom_tool_call", input };
  return { ...call, type: "function_call", arguments: JSON.stringify(input) };
}

function whole(model: string, item: object, tokens: Tokens, mint: Mint) {
  return { ...response(model, "completed", mint), output: [item], usage: usage(tokens) };
}

function response(model: string, status: string, mint: Mint) {
  return {
    ...{ id: mint.id("resp"), object: "response", created_at: mint.unixNow(), status, model, output: [], usage: null },
    ...{ parallel_tool_calls: false, tool_choice: "auto", tools: [], error: null, incomplete_details: null },
  };
}

function usage({ fresh, cached, output, reasoning }: Tokens) {
  return {
    ...{ input_tokens: fresh + cached, input_tokens_details: { cached_tokens: cached } },
    ...{ output_tokens: output, output_tokens_details: { reasoning_tokens: reasoning } },
    total_tokens: fresh + cached + output,
  };
}
