import { AsyncLocalStorage } from "node:async_hooks";
import { mkdirSync } from "node:fs";
import type { Config } from "./config.ts";
import { takeInstanceLock } from "./db/lock.ts";
import { openDb } from "./db/open.ts";
import type { Db } from "./db/tx.ts";
import type { Scope } from "./http/scope.ts";
import { Streams } from "./http/sse.ts";
import { Bells, COMMITTED } from "./kit/bells.ts";
import { type Clock, systemClock } from "./kit/clock.ts";
import { Credentials } from "./kit/credentials.ts";
import { type Resolve, systemResolve } from "./kit/egress.ts";
import { type Entity, idMaker } from "./kit/ids.ts";
import { type Log, openLog } from "./kit/log.ts";
import { Redactor } from "./kit/redact.ts";
import { Vault } from "./kit/vault.ts";
import { isNoted, newSecretKey, storedSecretKey } from "./secret-key.ts";

/** Everything with a life, opened at boot and passed as the first argument. Features keep their state in tables. */
export interface Context extends AsyncDisposable {
  config: Config;
  log: Log;
  clock: Clock;
  /** How names of hosts become addresses. */
  resolve: Resolve;
  newId: (entity: Entity) => string;
  /** This life of the server: attempts of another boot are picked up at start. */
  boot_id: string;
  vault: Vault;
  redactor: Redactor;
  /** Tokens for code hosts. */
  credentials: Credentials;
  db: Db;
  bells: Bells;
  streams: Streams;
  /** The request that is being answered: what the audit log names. Empty in what the server does by itself. */
  acting: AsyncLocalStorage<Scope>;
  /** Closed in reverse order at exit. */
  disposer: AsyncDisposableStack;
}

/** Throws LockedError when another server holds the data directory, MigrationError when the database is newer. */
export function openContext(config: Config, overrides: Partial<Context> = {}): Context {
  const disposer = new AsyncDisposableStack();
  try {
    return build(config, overrides, disposer);
  } catch (error) {
    void disposer.disposeAsync();
    throw error;
  }
}

function build(config: Config, overrides: Partial<Context>, disposer: AsyncDisposableStack): Context {
  mkdirSync(config.data_dir, { recursive: true, mode: 0o700 });
  disposer.adopt(takeInstanceLock(config.data_dir), (lock) => lock.release());
  const log = overrides.log ?? openLog(config.LOG_LEVEL);
  const clock = overrides.clock ?? systemClock;
  const newId = idMaker(() => clock.now());
  const bells = new Bells();
  const db = disposer.adopt(
    openDb(config.db_path, config.migrations_dir, () => bells.ring(COMMITTED)),
    (db) => db.close(),
  );
  const secretKey = config.SECRET_KEY ?? ownSecretKey(config, db, log);
  if (isNoted(db.orm, secretKey) === false)
    log.warn("the secret key is not the one that stored secrets are sealed under");
  const redactor = new Redactor();
  redactor.know("secret key", [secretKey]);
  return {
    config,
    log,
    clock,
    resolve: systemResolve,
    newId,
    boot_id: newId("boot"),
    vault: new Vault(secretKey),
    redactor,
    credentials: new Credentials(),
    db,
    bells,
    streams: new Streams({ bells, clock, log, limit: config.MAX_STREAMS }),
    acting: new AsyncLocalStorage(),
    disposer,
    [Symbol.asyncDispose]: () => disposer.disposeAsync(),
    ...overrides,
  };
}

function ownSecretKey(config: Config, db: Db, log: Log): string {
  try {
    return storedSecretKey(config, db.orm);
  } catch (error) {
    if (!config.ALLOW_EPHEMERAL_KEY) throw error;
    log.warn("the secret key is in memory alone: stored secrets will be unreadable after a restart");
    return newSecretKey();
  }
}
