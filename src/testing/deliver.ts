import { createHmac } from "node:crypto";
import type { Client } from "./client.ts";

export const SECRET = "a secret of a test";

interface Options {
  /** Signs the body; an empty one leaves it unsigned. */
  secret?: string;
  headers?: Record<string, string>;
  path?: string;
}

export function signature(secret: string, body: string | Uint8Array): string {
  return `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;
}

/** A delivery as its sender makes it, who has no key. */
export function post(client: Client, body: string | Uint8Array<ArrayBuffer>, options: Options = {}) {
  const { secret = SECRET, headers = {}, path = "/" } = options;
  const sent = new Headers({ "X-API-Key": "", ...headers });
  if (secret) sent.set("X-Webhook-Signature-256", signature(secret, body));
  return client.fetch(path, { method: "POST", body, headers: sent });
}

/** The same, of a JSON payload, whose answer must have the status; answers its body. */
// biome-ignore lint/suspicious/noExplicitAny: a test says by its assertions what it expects of a body
export async function deliver(client: Client, payload: unknown, options: Options = {}, status = 202): Promise<any> {
  const response = await post(client, JSON.stringify(payload), options);
  const text = await response.text();
  if (response.status !== status) throw new Error(`${response.status} instead of ${status}: ${text}`);
  return JSON.parse(text);
}

/** A webhook trigger with the secret of the tests. */
export function webhook(client: Client, source: Record<string, unknown> = {}, fields: Record<string, unknown> = {}) {
  const secret = source.unsigned ? {} : { secret: SECRET };
  return client.trigger({ source: { kind: "webhook", ...secret, ...source }, ...fields });
}
