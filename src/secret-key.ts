import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import type { Config } from "./config.ts";
import { server_state } from "./db/tables.ts";
import type { Queries, Tx } from "./db/tx.ts";
import { mendSecret, secretFile } from "./kit/secret-file.ts";
import { Vault } from "./kit/vault.ts";

const NOTE = "secret_key";

/** Where the secret key is kept when SECRET_KEY does not hold it. */
export function secretKeyPath({ data_dir }: Config): string {
  return join(data_dir, "secret_key");
}

export function newSecretKey(): string {
  return randomBytes(32).toString("hex");
}

/** The key in the data directory, made when there is none. Mends first what a rotation that was cut off left. */
export function storedSecretKey(config: Config, queries: Queries): string {
  const path = secretKeyPath(config);
  mendSecret(path, (text) => isNoted(queries, text) === true);
  return secretFile(path, newSecretKey).text;
}

/** Writes down, with what is sealed under it, which key that is. */
export function noteSecretKey(tx: Tx, key: string): void {
  const row = { key: NOTE, value: new Vault(key).fingerprint };
  tx.insert(server_state).values(row).onConflictDoUpdate({ target: server_state.key, set: row }).run();
}

/** Whether this is the key that was noted last; undefined when none ever was. */
export function isNoted(queries: Queries, key: string): boolean | undefined {
  const noted = queries.select().from(server_state).where(eq(server_state.key, NOTE)).get();
  return noted && noted.value === new Vault(key).fingerprint;
}
