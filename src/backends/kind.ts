import type { z } from "@hono/zod-openapi";

/**
 * How to write a backend. One file in `kinds/` holds one object made by `backendKind`, one line in `index.ts` lists
 * it. Everything here is pure but what `detect.ts` does with it: no kind spawns, reads a clock or keeps state. Facts
 * about a CLI are measured, stamped with its version, and tested over its recorded runs (`testing/transcripts`).
 */
export interface BackendKind<Id extends string = string, Config extends z.ZodObject = z.ZodObject> {
  id: Id;
  title: string;
  /** What `backend_config` may hold. Strict: an unknown key is an error. */
  config: Config;
  /** The program looked up on PATH; absent where the config names it (`command`). */
  binary?: string;
  /** Which variables of the server's environment the default account hands to this backend's children alone. */
  variables: readonly string[];
  /** The signal that asks the CLI to end in good order. Claude reports its cost on INT; Gemini ignores nothing else. */
  polite: "SIGINT" | "SIGTERM";
  /** The CLI itself puts the content of a file where a prompt says `@path`, before any permission is asked. */
  mentions?: true;
  /** Its lines are no events, so of a flood some may be passed over unread. */
  plain?: true;
  /** Shell commands for a person: how to install the CLI and how to log in with it. */
  install?: string;
  login?: string;
  /** Are credentials in place? Decided by which variables and files exist; a credential is never read. */
  loggedIn?(world: { env: Env; home: string; exists: (path: string) => boolean }): boolean;
  /** Why a run would not keep to its permissions in this directory: a checkout's own settings may outrank our flags. */
  unsafe?(
    ask: Pick<Ask<unknown>, "permissions" | "working_dir">,
    exists: (path: string) => boolean,
  ): string | undefined;
  /** What to run. Throws a Fault of kind `invalid` for what this backend cannot do. */
  command(ask: Ask<z.infer<Config>>): Command;
  /** What one line of output says. Unknown and broken lines say nothing; it never throws. */
  read(line: string, stream: "stdout" | "stderr"): Signal[];
  /** Success is exit 0 and the good last event, and never exit 0 alone. Not asked when we ended the run ourselves. */
  settle(exit: Exit, seen: Seen): Verdict;
}

export type Env = Record<string, string>;
export type Permissions = "read_only" | "edit" | "full";

export interface Ask<Config> {
  prompt: string;
  config: Config;
  model?: string;
  permissions: Permissions;
  allowed_tools?: string[];
  /** Absolute; the child's working directory. */
  working_dir: string;
  /** A session of this CLI to go on with: the prompt is its next turn. Only in the directory it began in. */
  resume?: string;
  /** Whether the child runs as root: Claude refuses its full mode then unless told it is sandboxed. */
  root: boolean;
}

export interface Command {
  argv: [string, ...string[]];
  /** Set on top of the allow-list and the account. */
  env: Env;
  /** Becomes a file opened for reading: end of file follows at once. */
  stdin: string;
}

export type Signal =
  | { kind: "session"; session_id: string }
  | { kind: "model"; model: string }
  /** Text of the answer. A `part` is appended to what came before, else it replaces it. */
  | { kind: "text"; text: string; part?: boolean }
  | { kind: "limit"; limit: Limit }
  /** Something failed and may be retried by the CLI itself; the last one explains a bad end. */
  | { kind: "trouble"; failure: Failure }
  /** A line of stderr that may explain an end; the CLI's usual chatter is left out. */
  | { kind: "stderr"; line: string }
  /** The dialect's last word. A later end replaces an earlier one. */
  | { kind: "end"; ok: true; text?: string }
  | { kind: "end"; ok: false; failure: Failure };

export interface Limit {
  scope: "account" | "model" | "backend";
  kind: "usage" | "rate" | "overload" | "auth" | "billing";
  /** Hard: no request gets through until `resets_at`. Soft: a warning, or a refusal the CLI itself retries. */
  hard: boolean;
  resets_at?: string;
  utilization?: number;
  message: string;
}

export interface Failure {
  reason: Reason;
  /** One sentence for a person. */
  detail: string;
}

/** Why an attempt a backend judged did not succeed. */
export type Reason =
  | "exit_nonzero"
  | "bad_result"
  | "cli_auth"
  | "usage_limit"
  | "rate_limit"
  | "overloaded"
  | "api_error"
  | "denied"
  | "max_turns";

/** The fold of all signals of one attempt (`fold` in `seen.ts`): small, JSON, kept in the attempt's row. */
export interface Seen {
  session_id?: string;
  model?: string;
  text?: string;
  limit?: Limit;
  trouble?: Failure;
  end?: { ok: true } | { ok: false; failure: Failure };
  /** The last lines of stderr that said something, for a sentence when nothing better is known. */
  stderr?: string[];
}

/** How the leader ended: a code, or the signal that ended it (by name), or neither when nobody knows. */
export interface Exit {
  code: number | null;
  signal: string | null;
}

export type Verdict = { status: "succeeded" } | { status: "failed"; reason: Reason; detail: string };

/** Only infers the types of a kind. */
export function backendKind<Id extends string, Config extends z.ZodObject>(
  kind: BackendKind<Id, Config>,
): BackendKind<Id, Config> {
  return kind;
}
