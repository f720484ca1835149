import { z } from "@hono/zod-openapi";
import { type Answer, JsonSchema, type Mint, type Protocol, type Tokens, textsOf, words } from "../protocol.ts";

const Part = z.looseObject({ functionResponse: z.object({ response: z.unknown().optional() }).optional() });
const Content = z.object({ role: z.string().optional(), parts: z.array(Part).default([]) });
const Declaration = z.object({
  name: z.string(),
  parametersJsonSchema: JsonSchema.optional(),
  parameters: JsonSchema.optional(),
});
const Body = z.object({
  contents: z.array(Content).default([]),
  tools: z.array(z.object({ functionDeclarations: z.array(Declaration).default([]) })).default([]),
  generationConfig: z
    .object({ responseJsonSchema: JsonSchema.optional(), responseSchema: JsonSchema.optional() })
    .optional(),
});

/** Gemini. The model and whether it streams stand in the path. */
export const gemini: Protocol = {
  read(body, path) {
    const { contents, tools, generationConfig } = Body.parse(body);
    const resultIn = (content?: z.infer<typeof Content>) =>
      content?.parts.find(({ functionResponse }) => functionResponse)?.functionResponse;
    const users = contents.filter((content) => content.role === "user" && !resultIn(content));
    const result = resultIn(contents.at(-1));
    return {
      model: /models\/([^:]+)/.exec(path)?.[1] ?? "unknown",
      stream: path.includes(":streamGenerateContent"),
      tools: tools
        .flatMap(({ functionDeclarations }) => functionDeclarations)
        .map(({ name, parametersJsonSchema, parameters }) => ({
          ...{ name, schema: parametersJsonSchema ?? parameters ?? {} },
          form: "function",
        })),
      texts: textsOf(users.at(-1)?.parts),
      userMessages: users.length,
      toolResult: result && JSON.stringify(result.response),
      answerSchema: generationConfig?.responseJsonSchema ?? generationConfig?.responseSchema,
    };
  },

  whole: ({ model }, answer, mint) => last(model, answer, part(answer), mint),

  stream({ model }, answer, mint) {
    const parts = "text" in answer ? words(answer.text).map((text) => ({ text })) : [part(answer)];
    return parts.map((one, at) =>
      at < parts.length - 1
        ? { data: chunk(model, one, mint) }
        : { data: last(model, answer, one, mint), told: answer.tokens },
    );
  },

  streamError: (mint) => ({ data: gemini.refuse("rate-limit", { kind: "rate-limit" }, mint).body }),

  refuse(kind, { retryAfter }) {
    const refusal = (code: number, status: string, message: string, details: unknown[] = []) => ({
      status: code,
      body: { error: { code, status, message, details } },
    });
    const quota = (quotaId: string, seconds: number) => [
      { "@type": "type.googleapis.com/google.rpc.QuotaFailure", violations: [{ quotaId }] },
      { "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay: `${seconds}s` },
    ];
    switch (kind) {
      case "rate-limit": {
        const details = quota("GenerateRequestsPerMinutePerProjectPerModel", retryAfter ?? 1);
        return refusal(429, "RESOURCE_EXHAUSTED", "Stub: requests per minute are used up.", details);
      }
      case "usage-limit":
      case "no-credit": {
        const details = quota("GenerateRequestsPerDayPerProjectPerModel", retryAfter ?? 3_600);
        return refusal(429, "RESOURCE_EXHAUSTED", "Stub: requests per day are used up.", details);
      }
      case "unauthorized": {
        // 401 is for a bad token; a bad key is an invalid argument.
        const details = [{ "@type": "type.googleapis.com/google.rpc.ErrorInfo", reason: "API_KEY_INVALID" }];
        return refusal(400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key.", details);
      }
      case "overloaded":
        return refusal(503, "UNAVAILABLE", "Stub: the model is overloaded.");
      case "server-error":
        return refusal(500, "INTERNAL", "Stub: internal server error");
    }
  },
};

function part(answer: Answer): object {
  if ("text" in answer) return { text: answer.text };
  return { functionCall: { name: answer.tool.name, args: answer.input } };
}

function chunk(model: string, part: object, mint: Mint, more: object = {}) {
  const content = { role: "model", parts: [part] };
  return { responseId: mint.id("gen"), modelVersion: model, candidates: [{ index: 0, content, ...more }] };
}

function last(model: string, { tokens }: Answer, part: object, mint: Mint) {
  return { ...chunk(model, part, mint, { finishReason: "STOP" }), usageMetadata: usage(tokens) };
}

/** What was thought is counted apart from what was said. */
function usage({ fresh, cached, output, reasoning }: Tokens) {
  return {
    ...{ promptTokenCount: fresh + cached, cachedContentTokenCount: cached },
    ...{ candidatesTokenCount: output - reasoning, ...(reasoning > 0 && { thoughtsTokenCount: reasoning }) },
    totalTokenCount: fresh + cached + output,
  };
}
