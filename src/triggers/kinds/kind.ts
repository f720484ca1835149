import type { z } from "@hono/zod-openapi";

/** Something that happened, as a source tells it. */
export interface Event {
  payload: unknown;
  /** What its sender calls it, apart from the payload: GitHub's `X-GitHub-Event`. */
  name?: string;
  /** Whether who gives a command may write there; absent where nobody could be asked. */
  may_write?: boolean | "unknown";
  /** Executions that led to it by what they did, where its payload bears no mark of theirs. */
  caused_by?: string[];
}

/** Whether an event is to start a trigger, with one sentence for a person. */
export interface Holding {
  holds: boolean;
  why: string;
  /** Somebody caused it who is not known to be trusted: what it starts may read, and no more. */
  read_only?: boolean;
  /** What the trigger's executions work on is closed: they need not go on. */
  closes?: boolean;
}

/** A pull request as an event tells it. */
export interface Change {
  /** `owner/name#number`. */
  key: string;
  /** When it was last changed, to the second. */
  at: string;
  head: string;
  /** The head that this one took the place of. */
  before?: string;
}

/** What an event is about: where work on it takes place, and what newer events make of older ones. */
export interface Topic {
  /** `owner/name`. */
  repository?: string;
  /** A commit, `pull/<number>/<commit>`, or `pull/<number>/head`. */
  ref?: string;
  change?: Change;
}

/** How to write a source: one file with one object made by `sourceKind`, and one line in `index.ts`. */
export interface SourceKind<Config extends z.ZodObject = z.ZodObject> {
  title: string;
  /** What a trigger of this source holds, with its `kind` as a literal. Secrets are kept apart. */
  config: Config;
  /** Deliveries come to it, so it has a secret unless it says otherwise. */
  receives: boolean;
  /** What starts it, as one sentence. */
  words(config: z.infer<Config>): string;
  /** Does an event concern this trigger? */
  holds(config: z.infer<Config>, event: Event): Holding;
  /** The words that `{message}` stands for; undefined leaves it to the payload's usual fields. */
  message(config: z.infer<Config>, event: Event): string | undefined;
  /** What a person who gives no payload starts it with; without this there is none. */
  byHand?(trigger: { id: string; name: string }, at: string): unknown;
  /** What of a config can never hold, or is easily meant otherwise: a sentence each, for who saves it. */
  warnings?(config: z.infer<Config>): string[];
  /** What of a payload a workflow is given when its trigger does not say; without this all of it. */
  input?(payload: unknown): unknown;
  topic?(event: Event): Topic;
  /** An event as it may come, to try the trigger with. */
  sample?(config: z.infer<Config>): Event;
}

/** Only infers the type of a config. */
export function sourceKind<Config extends z.ZodObject>(kind: SourceKind<Config>): SourceKind<Config> {
  return kind;
}
