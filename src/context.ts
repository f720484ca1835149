import { AsyncLocalStorage } from "node:async_hooks";
import { mkdirSync } from "node:fs";
import type { Config } from "./config.ts";
import { Threads } from "./db/aside.ts";
import { type InstanceLock, takeInstanceLock } from "./db/lock.ts";
import { openDb } from "./db/open.ts";
import { tend } from "./db/tend.ts";
import type { Db } from "./db/tx.ts";
import type { Scope } from "./http/scope.ts";
import { Streams } from "./http/sse.ts";
import type { Instruments } from "./instrument.ts";
import { Ballast } from "./kit/ballast.ts";
import { Bells, COMMITTED } from "./kit/bells.ts";
import { type Clock, systemClock } from "./kit/clock.ts";
import { Credentials } from "./kit/credentials.ts";
import { type Resolve, systemResolve } from "./kit/egress.ts";
import { type Entity, idMaker } from "./kit/ids.ts";
import { type Failure, type Log, openLog } from "./kit/log.ts";
import { LogLevel } from "./kit/log-level.ts";
import { type Metrics, openMetrics } from "./kit/metrics.ts";
import type { Spans } from "./kit/otlp.ts";
import { Redactor } from "./kit/redact.ts";
import { Seam } from "./kit/seam.ts";
import type { Reporter } from "./kit/sentry.ts";
import { Vault } from "./kit/vault.ts";
import { Vitals } from "./kit/vitals.ts";
import { isNoted, newSecretKey, noteSecretKey, secretKeyPath, storedSecretKey } from "./secret-key.ts";
import type { Workflows } from "./triggers/index.ts";

/** Everything with a life, opened at boot and passed as the first argument. Features keep their state in tables. */
export interface Context extends AsyncDisposable {
  config: Config;
  log: Log;
  log_level: LogLevel;
  metrics: Metrics;
  /** Where unexpected failures are told of, with SENTRY_DSN. */
  reporter: Reporter | undefined;
  /** Where traces go, with OTEL_EXPORTER_OTLP_ENDPOINT. */
  spans: Spans | undefined;
  vitals: Vitals;
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
  lock: InstanceLock;
  db: Db;
  /** For what takes long, so that nobody waits for it. */
  threads: Threads;
  bells: Bells;
  streams: Streams;
  /** How a trigger starts a workflow. */
  workflows: Seam<Workflows>;
  /** Room on the disk that is kept for when there is no other. */
  ballast: Ballast;
  /** The request that is being answered: what the audit log names. Empty in what the server does by itself. */
  acting: AsyncLocalStorage<Scope>;
  /** Aborted when it begins to close: who waits for something inside gives up, and leaves it to the next start. */
  closing: AbortSignal;
  /** Closed in reverse order at exit. */
  disposer: AsyncDisposableStack;
}

/**
 * Throws LockedError when another server holds the data directory, MigrationError when the database is newer, and
 * DamagedError when it is damaged.
 */
export function openContext(config: Config, overrides: Partial<Context> = {}, instruments: Instruments = {}): Context {
  const disposer = new AsyncDisposableStack();
  try {
    return build(config, overrides, instruments, disposer);
  } catch (error) {
    void disposer.disposeAsync();
    throw error;
  }
}

function build(
  config: Config,
  overrides: Partial<Context>,
  instruments: Instruments,
  disposer: AsyncDisposableStack,
): Context {
  mkdirSync(config.data_dir, { recursive: true, mode: 0o700 });
  const lock = disposer.adopt(takeInstanceLock(config.data_dir), (lock) => lock.release());
  const watching = openWatching(config, overrides, instruments, disposer);
  const { log, metrics, redactor } = watching;
  const clock = overrides.clock ?? systemClock;
  const newId = idMaker(() => clock.now());
  const bells = new Bells();
  const closing = new AbortController();
  const ballast = new Ballast({ dir: config.data_dir, bytes: config.DISK_BALLAST_BYTES, log });
  disposer.defer(() => ballast.close());
  const watchers = { onBusy: () => metrics.db_busy.inc(), onCommit: () => bells.ring(COMMITTED) };
  const db = disposer.adopt(openDb(config.db_path, config.migrations_dir, watchers), (db) => db.close());
  const threads = disposer.adopt(new Threads(), (threads) => threads.close());
  tend(db, config.db_path, log, { disposer, threads });
  const secretKey = config.SECRET_KEY ?? ownSecretKey(config, db, log);
  holdKey(config, db, log, secretKey);
  redactor.know("secret key", [secretKey]);
  return {
    config,
    ...watching,
    log_level: disposer.adopt(new LogLevel(log, clock, log.level), (level) => level.close()),
    vitals: new Vitals(clock),
    clock,
    resolve: systemResolve,
    newId,
    boot_id: newId("boot"),
    vault: new Vault(secretKey),
    credentials: new Credentials(),
    lock,
    db,
    threads,
    bells,
    workflows: new Seam(),
    ballast,
    streams: new Streams({ bells, clock, log, limit: config.MAX_STREAMS, onDropped: () => metrics.sse_dropped.inc() }),
    acting: new AsyncLocalStorage(),
    closing: closing.signal,
    disposer,
    [Symbol.asyncDispose]() {
      closing.abort();
      return disposer.disposeAsync();
    },
    ...overrides,
  };
}

/** Says in words when stored secrets cannot be read; a database of before keys were noted gets its note. */
function holdKey(config: Config, db: Db, log: Log, key: string): void {
  const noted = isNoted(db.orm, key);
  if (noted === undefined && !config.ALLOW_EPHEMERAL_KEY) db.tx((tx) => noteSecretKey(tx, key));
  if (noted === false)
    log.warn(
      { secret_key: config.SECRET_KEY === undefined ? secretKeyPath(config) : "SECRET_KEY" },
      "stored secrets cannot be read: this secret key is not the one they are sealed under. Put that one in its place and start again, or give the secrets anew",
    );
}

/** What tells of the rest: there before it, and there until it is closed. */
function openWatching(
  config: Config,
  overrides: Partial<Context>,
  { openReporter, openSpans }: Instruments,
  disposer: AsyncDisposableStack,
) {
  const redactor = new Redactor();
  const redact = (text: string) => redactor.redact(text);
  const metrics = openMetrics();
  const reporter = disposer.adopt(openReporter?.(config, redact), (reporter) => reporter?.close());
  const onFailure = (failure: Failure) => {
    metrics.errors.inc();
    reporter?.failed(failure);
  };
  const { LOG_LEVEL: level, LOG_FORMAT: format, colour } = config;
  const log = overrides.log ?? openLog({ level, format, colour, redact, onFailure });
  const spans = disposer.adopt(openSpans?.(config, log), (spans) => spans?.close());
  return { log, metrics, redactor, reporter, spans };
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
