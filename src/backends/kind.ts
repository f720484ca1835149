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
  /** What a run takes of memory before any was measured, in bytes. */
  footprint_bytes: number;
  /** Longer than this without a first line is a retry loop that the CLI hides. */
  silent_start_ms?: number;
  /** Where the CLI's home is, and what of it holds a conversation. Absent: it keeps none. */
  home?: Home;
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

/** The CLI's own directory of an account, and how a conversation is taken from one to another. */
export interface Home {
  /** The variable that says where it is. */
  variable: string;
  /** Which variables may hold a key. */
  keys: readonly string[];
  /** What holds the conversations, for these variables of a child. */
  root(env: Env, home: string): string;
  /** Files beneath the root that hold this conversation, as globs; copied with their paths. */
  files?(session_id: string): string[];
  /** Where the CLI names a project's directory as it likes: beneath `dir`, each with a `marker` that says whose it is. */
  projects?: { dir: string; marker: string };
  /** Instead of a copy: what to set so that another account goes on in the root of the first. */
  share?(root: string): Env;
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
  /** Go on in a copy of that session: the original stays as it is. */
  fork?: true;
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
  /** What the model thinks, where the CLI shows it. */
  | { kind: "thought"; text: string }
  /** What is said beside the answer: by a subagent, to the model. */
  | { kind: "aside"; text: string }
  /** A use of a tool, by the CLI's own id of it; `at` in milliseconds since the epoch, where the CLI says when. */
  | { kind: "tool_begins"; id: string; name?: string; input: unknown; edits: Edit[]; at?: number }
  | { kind: "tool_ends"; id: string; output: string; failed: boolean; at?: number }
  /** The model has done something that is neither. */
  | { kind: "progress" }
  | { kind: "limit"; limit: Limit }
  /**
   * One request to the model, told while the run goes on: provisional, and when `begun` of its output only the beginning.
   * The same `step` again replaces it.
   */
  | { kind: "step"; step: string; usage: ModelUsage; begun?: true }
  /** What was used since the last such signal (`run`), or by the conversation so far, earlier runs included (`session`). */
  | { kind: "usage"; of: "run" | "session"; models: ModelUsage[]; turns?: number }
  /** Something failed and may be retried by the CLI itself; the last one explains a bad end. */
  | { kind: "trouble"; failure: Failure }
  /** A line of stderr that may explain an end; the CLI's usual chatter is left out. */
  | { kind: "stderr"; line: string }
  /** Begins a block marked as ours where nobody reads one: what a command prints is no answer. */
  | { kind: "block" }
  /** The dialect's last word. A later end replaces an earlier one. */
  | { kind: "end"; ok: true; text?: string }
  | { kind: "end"; ok: false; failure: Failure };

/** What a tool is to do with a file: its text before and after as far as that is told, or the patch that it was given. */
export interface Edit {
  path: string;
  before?: string;
  after?: string;
  patch?: string;
}

/** Tokens of one model; disjoint, but for reasoning, which is part of the output. */
export interface ModelUsage {
  /** Null where the dialect does not say. */
  model: string | null;
  input: number;
  cache_read: number;
  cache_write: number;
  output: number;
  reasoning: number;
  /** What the CLI itself says this cost. */
  cost_usd?: number;
}

export interface Limit {
  scope: "account" | "model" | "backend";
  kind: "usage" | "rate" | "overload" | "auth" | "billing";
  /** Hard: no request gets through until `resets_at`. Soft: a warning, or a refusal the CLI itself retries. */
  hard: boolean;
  resets_at?: string;
  /** Where the CLI names the reset in local time alone: `2026-11-24T23:55`, or `23:55` of the day it says so. */
  resets_local?: string;
  /** How long the provider asks to wait, where it names no moment. `resetOf` makes an instant of all three. */
  retry_after_ms?: number;
  /** From 0 to 1, of `window`. */
  utilization?: number;
  /** The provider's name of the allowance, such as `five_hour`. */
  window?: string;
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
  /** It printed a block marked as ours, which is read in an answer alone. */
  block?: true;
  /** The model has answered something: the conversation is worth going on with. */
  progress?: true;
  metered?: Metered;
}

/** What is known of an attempt's usage. */
export interface Metered {
  /** The steps told since the last count, added up by model; and the newest, which may be told again. */
  steps: ModelUsage[];
  recent?: { step: string; usage: ModelUsage }[];
  /** How many steps there were in all. */
  count: number;
  /** The CLI's own final count. */
  total?: { of: "run" | "session"; models: ModelUsage[]; turns?: number };
}

/** The usage of one attempt, as it is written down. */
export interface Usage {
  models: ModelUsage[];
  turns: number;
  /** The CLI has given its final count: nothing is missing. */
  complete: boolean;
  /** The conversation's counters after this attempt, where the CLI counts on from run to run. */
  counters?: ModelUsage[];
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
