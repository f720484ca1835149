import { SQLiteError } from "bun:sqlite";
import { accessSync, constants, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { type Config, ConfigError } from "./config.ts";
import { messageOf } from "./kit/fault.ts";
import { findUser } from "./process/index.ts";

/** What of the settings only the machine can tell. Throws a ConfigError. */
export function checkSettings({ RUN_AS_USER, data_dir, db_path, AGENTED_DB_PATH }: Config): void {
  if (RUN_AS_USER !== undefined) checkUser(RUN_AS_USER);
  checkDirectory("AGENTED_DATA_DIR", data_dir);
  if (AGENTED_DB_PATH !== undefined) checkDirectory("AGENTED_DB_PATH", dirname(db_path));
}

function checkUser(name: string): void {
  if (process.getuid?.() !== 0) throw new ConfigError([`RUN_AS_USER ${name} asks for a server that runs as root`]);
  if (!findUser(name)) throw new ConfigError([`RUN_AS_USER ${name} is no user of this machine`]);
}

function checkDirectory(setting: string, path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new ConfigError([`${setting} ${path} cannot be used: ${messageOf(error)}`]);
  }
}

/** The same failure with the setting's name, when it came of opening the database or of what lies beside it. */
export function namedFailure(error: unknown, { data_dir, db_path }: Config): unknown {
  if (error instanceof SQLiteError && /^SQLITE_(CANTOPEN|NOTADB|READONLY|PERM|AUTH)/.test(error.code ?? ""))
    return new ConfigError([`AGENTED_DB_PATH ${db_path} cannot be opened: ${error.message}`]);
  if (codeOf(error).startsWith("E") && error instanceof Error && "path" in error)
    return new ConfigError([`AGENTED_DATA_DIR ${data_dir} cannot be used: ${error.message}`]);
  return error;
}

/** Why it cannot listen, by the names of the settings. A port in use is no mistake: whoever holds it may go. */
export function listenFailure(error: unknown, { HOST, PORT }: Config): unknown {
  const code = codeOf(error);
  if (code === "EADDRINUSE")
    return new Error(`PORT ${PORT} of HOST ${HOST} is in use by another program`, { cause: error });
  if (code === "EACCES") return new ConfigError([`PORT ${PORT} needs more rights than this user has`]);
  return new ConfigError([`HOST ${HOST} with PORT ${PORT} is no address to listen on: ${messageOf(error)}`]);
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}
