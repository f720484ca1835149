import type { Protocol } from "../protocol.ts";
import { anthropic } from "./anthropic.ts";
import { chat } from "./chat.ts";
import { gemini } from "./gemini.ts";
import { responses } from "./responses.ts";

export const protocols = { anthropic, responses, chat, gemini } satisfies Record<string, Protocol>;
export type ProtocolName = keyof typeof protocols;

const ROUTES: [RegExp, ProtocolName][] = [
  [/\/messages$/, "anthropic"],
  [/\/responses$/, "responses"],
  [/\/chat\/completions$/, "chat"],
  [/:(generateContent|streamGenerateContent)$/, "gemini"],
];

/** Which protocol a POST to this path speaks; undefined for what is no request to a model. */
export function protocolOf(path: string): ProtocolName | undefined {
  return ROUTES.find(([route]) => route.test(path))?.[1];
}
