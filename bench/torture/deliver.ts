import { createHmac, randomUUID } from "node:crypto";

/** What the receiver answered. */
export interface Receipt {
  delivery_id: string;
  status: string;
  execution_ids: string[];
  duplicate_of?: string;
}

/** A signed delivery, which can be sent any number of times. */
export interface Delivery {
  body: string;
  headers: Record<string, string>;
}

export type Scheme = (secret: string, payload: unknown) => Delivery;

/** The three ways a sender says that it is the same delivery, each signed by our own arithmetic. */
export const schemes: Record<string, Scheme> = {
  "body hash": (secret, payload) => signed(secret, payload),
  "Idempotency-Key": (secret, payload) => {
    const { body, headers } = signed(secret, payload);
    return { body, headers: { ...headers, "Idempotency-Key": randomUUID() } };
  },
  "Standard Webhooks": standard,
};

export function signed(secret: string, payload: unknown): Delivery {
  const body = JSON.stringify(payload);
  const digest = createHmac("sha256", secret).update(body).digest("hex");
  return { body, headers: { "Content-Type": "application/json", "X-Webhook-Signature-256": `sha256=${digest}` } };
}

function standard(secret: string, payload: unknown): Delivery {
  const body = JSON.stringify(payload);
  const id = `msg_${randomUUID()}`;
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const digest = createHmac("sha256", secret).update(`${id}.${timestamp}.${body}`).digest("base64");
  const headers = { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": `v1,${digest}` };
  return { body, headers: { "Content-Type": "application/json", ...headers } };
}

/** Undefined when the server went before it answered. Throws at any other answer than 202. */
export async function deliver(url: string, { body, headers }: Delivery): Promise<Receipt | undefined> {
  const answer = await fetch(`${url}/`, { method: "POST", body, headers }).catch(() => undefined);
  if (!answer) return undefined;
  const text = await answer.text().catch(() => undefined);
  if (answer.status !== 202) throw new Error(`a delivery was answered ${answer.status}: ${text}`);
  return text === undefined ? undefined : JSON.parse(text);
}
