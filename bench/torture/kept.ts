import { join } from "node:path";
import { findDamage, openToRead } from "~/db/check.ts";
import { type Delivery, type Receipt, signed } from "./deliver.ts";

export const SECRET = "a secret of a torture";

/** A trigger that vouches for deliveries, and starts nothing of them. */
export const WATCHER = {
  source: { kind: "webhook", secret: SECRET, filter: { path: "start", op: "eq", value: true } },
};

export interface Answered {
  /** 0 when the server went before it answered. */
  status: number;
  delivery_id?: string;
}

/** Whatever is answered is an answer. */
export async function send(url: string, n: number): Promise<Answered> {
  const { body, headers }: Delivery = signed(SECRET, { n });
  try {
    const answer = await fetch(`${url}/`, { method: "POST", body, headers });
    const told = (await answer.json()) as Partial<Receipt>;
    return { status: answer.status, ...(answer.status === 202 && { delivery_id: told.delivery_id }) };
  } catch {
    return { status: 0 };
  }
}

/** What the database of a server that stands still lacks of what was answered 202, and what is wrong with it. */
export function faultsOf(dir: string, answered: readonly Answered[]): string[] {
  using database = openToRead(join(dir, "agented.db"));
  const there = database.query<{ id: string }, []>("SELECT id FROM deliveries").all();
  const ids = new Set(there.map(({ id }) => id));
  const lost = answered.flatMap(({ delivery_id }) => (delivery_id && !ids.has(delivery_id) ? delivery_id : []));
  return [...findDamage(database, "full"), ...lost.map((id) => `${id} was answered 202 and is gone`)];
}
