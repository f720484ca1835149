import { existsSync } from "node:fs";
import { eq } from "drizzle-orm";
import { auditCommand } from "~/audit/index.ts";
import type { Config } from "~/config.ts";
import { takeInstanceLock } from "~/db/lock.ts";
import { openDb } from "~/db/open.ts";
import { schema } from "~/db/schema.ts";
import type { Db, Queries } from "~/db/tx.ts";
import { layNext, takeNext } from "~/kit/secret-file.ts";
import { Vault } from "~/kit/vault.ts";
import { isNoted, newSecretKey, noteSecretKey, secretKeyPath, storedSecretKey } from "~/secret-key.ts";

const { triggers, accounts, channels } = schema;

/** Every sealed column there is. */
export const SEALED = [
  { table: triggers, column: triggers.sealed_secret },
  { table: triggers, column: triggers.sealed_previous },
  { table: accounts, column: accounts.sealed_secret },
  { table: channels, column: channels.sealed_secret },
  { table: channels, column: channels.sealed_url },
] as const;

export interface Rotation {
  from: string;
  to: string;
  /** The file that holds the key; undefined where the environment does. */
  path: string | undefined;
}

/**
 * Seals every stored secret under a new key and answers what to tell. Throws a LockedError while a server runs on the
 * data, and an Error that names what cannot be opened: nothing is changed then.
 */
export function rotateSecrets(config: Config): string {
  if (!existsSync(config.db_path)) throw new Error(`there is no database ${config.db_path}: nothing to rotate`);
  process.umask(0o077);
  using stack = new DisposableStack();
  stack.adopt(takeInstanceLock(config.data_dir), (lock) => lock.release());
  const db = stack.adopt(openDb(config.db_path, config.migrations_dir), (db) => db.close());
  const rotation = planRotation(config, db);
  const secrets = openSecrets(db, rotation);
  if (rotation.path) layNext(rotation.path, rotation.to);
  reseal(db, rotation, secrets);
  if (rotation.path) takeNext(rotation.path);
  return told(secrets.length, rotation);
}

/** Which key follows which. A rotation that was cut off is mended first, so it may be asked for again. */
export function planRotation(config: Config, db: Db): Rotation {
  const given = config.environment.NEW_SECRET_KEY;
  if (config.SECRET_KEY === undefined) {
    const path = secretKeyPath(config);
    if (given) throw new Error(`NEW_SECRET_KEY goes with SECRET_KEY; without it a new key is made and kept in ${path}`);
    return { from: storedSecretKey(config, db.orm), to: newSecretKey(), path };
  }
  if (!given || !/^[0-9a-f]{64}$/i.test(given) || given.toLowerCase() === config.SECRET_KEY.toLowerCase())
    throw new Error("SECRET_KEY is set, so set NEW_SECRET_KEY to other 64 hexadecimal digits (openssl rand -hex 32)");
  if (isNoted(db.orm, given)) throw new Error("the secrets are under NEW_SECRET_KEY already: set SECRET_KEY to it");
  return { from: config.SECRET_KEY, to: given, path: undefined };
}

/** Throws an Error that names the secrets that are not sealed under the present key. */
export function openSecrets(db: Db, { from }: Rotation) {
  const vault = new Vault(from);
  const closed: string[] = [];
  const secrets = sealedSecrets(db.orm).flatMap(({ table, column, id, sealed, title }) => {
    const plain = opened(vault, sealed);
    if (plain !== undefined) return { table, column, id, plain };
    closed.push(title);
    return [];
  });
  if (closed.length > 0) throw new Error(`not sealed under the present key: ${closed.join(", ")}. Nothing is changed`);
  return secrets;
}

/** One transaction, which also notes the key. */
export function reseal(db: Db, { to }: Rotation, secrets: ReturnType<typeof openSecrets>): void {
  const vault = new Vault(to);
  // What was sealed under the old key is not to stay in the file's unused bytes.
  db.sqlite.run("PRAGMA secure_delete = ON");
  db.tx(
    (tx) => {
      for (const { table, column, id, plain } of secrets)
        tx.update(table)
          .set({ [column.name]: vault.seal(plain) })
          .where(eq(table.id, id))
          .run();
      noteSecretKey(tx, to);
      auditCommand(tx, { action: "secrets.rotated", subject_id: "secret_key" });
    },
    { durable: true },
  );
  db.sqlite.run("PRAGMA wal_checkpoint(TRUNCATE)");
}

/** What is stored sealed, named as a person knows it. */
export function sealedSecrets(queries: Queries) {
  return SEALED.flatMap(({ table, column }) => {
    const rows = queries.select({ id: table.id, name: table.name, sealed: column }).from(table).all();
    return rows.flatMap(({ id, name, sealed }) =>
      sealed === null ? [] : [{ table, column, id, sealed, title: `${id} (${name})` }],
    );
  });
}

function opened(vault: Vault, sealed: string): string | undefined {
  try {
    return vault.open(sealed);
  } catch {
    return undefined;
  }
}

function told(count: number, { path }: Rotation): string {
  const kept = path
    ? `The new key is in ${path}.`
    : "Set SECRET_KEY to what NEW_SECRET_KEY is now, before the next start.";
  const secrets = count === 1 ? "1 stored secret is" : `${count} stored secrets are`;
  const void_ = "Stream tokens handed out before are void, and nothing else; backups made before need the old key.";
  return `${secrets} sealed under a new key. ${kept} ${void_}`;
}
