import { z } from "@hono/zod-openapi";
import type { Context } from "~/context.ts";
import type { After, Tx } from "~/db/tx.ts";
import type { Submission } from "~/executions/index.ts";
import type { NodeUsage } from "../tables.ts";
import type { Values } from "../values.ts";

export const NodeId = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,49}$/, "must be small letters, digits and _, and begin with a letter")
  .openapi({ description: "What others call it by: `{nodes.<id>.text}`.", example: "review" });

/** What the document says of a field that may hold any JSON. */
export const ANY_JSON = ["object", "array", "string", "number", "boolean", "null"] as const;

const Retry = z.strictObject({
  most: z.number().int().min(1).max(5).openapi({ description: "How often it is begun anew after a failure." }),
  delay_secs: z.number().int().min(1).max(3_600).default(5),
  growth: z.enum(["fixed", "exponential"]).default("exponential"),
});

const place = z.number().min(-1_000_000).max(1_000_000);

/** What every node may say. */
export const common = {
  id: NodeId,
  name: z.string().min(1).max(100).nullable().default(null).openapi({ description: "For people." }),
  optional: z.boolean().default(false).openapi({ description: "The run goes on when it fails." }),
  at: z
    .strictObject({ x: place, y: place })
    .optional()
    .openapi({ description: "Where it was put on the page; what none was put anywhere is laid out by itself." }),
};

/** What a node says that works for a while and may fail at it. */
export const working = {
  ...common,
  timeout_secs: z.number().int().min(1).max(86_400).nullable().default(null),
  retry: z.union([Retry, z.null()]).default(null).openapi({ description: "Not after a timeout or a decision." }),
};

/** What came of a node. */
export interface Outcome {
  status: "succeeded" | "failed" | "timed_out" | "cancelled" | "interrupted";
  reason?: string;
  /** The same in a sentence. */
  detail?: string;
  port?: string;
  text?: string | null;
  data?: unknown;
  cost_usd?: number | null;
  usage?: NodeUsage | null;
}

/** What an execution of a node is asked for; the rest follows from the run. */
export type Work = Pick<Submission, "backend_config" | "chain" | "permissions" | "prompt" | "timeout_ms"> &
  Partial<Pick<Submission, "allowed_actions" | "allowed_tools" | "project_id" | "ref" | "working_dir">>;

/** What a node does first: it is done, or it waits for something that is told to it. */
export type Step =
  | { step: "done"; outcome: Outcome }
  | { step: "execution"; work: Work }
  /** A person or the time; null waits for ever. */
  | { step: "wait"; status: "running" | "waiting"; due_at: string | null; text?: string }
  | { step: "run"; workflow_id: string; input: unknown }
  | { step: "items"; items: unknown[] }
  /** Its kind's `call` is to be performed, once what it does is written down. */
  | { step: "call" };

/** What is done outside, and what becomes of it when the server goes down meanwhile. */
export interface Call {
  timeout_ms: number;
  /** To do it twice is the same as once. */
  repeatable: boolean;
  perform(signal: AbortSignal): Promise<Outcome>;
}

/** Where a node stands when it begins. */
export interface Scene {
  ctx: Context;
  tx: Tx;
  after: After;
  values: Values;
  run_id: string;
  /** The same whenever it is tried again, and nobody else's. */
  key: string;
}

/** How to write a node: one file with one object made by `nodeKind`, and one line in `index.ts` or `steps.ts`. */
export interface NodeKind<Config extends z.ZodObject = z.ZodObject> {
  title: string;
  config: Config;
  /** The ways on from it, beside `success`, `failure` and `always`. */
  ports?: readonly string[];
  /** The paths of values that it asks for, such as `nodes.review.text`. */
  asks(config: z.infer<Config>): string[];
  /** It may be told of all that there is. */
  takesAll?(config: z.infer<Config>): boolean;
  /** Throws a Fault for a value that is missing: the node fails of it, with its sentence. */
  begin(config: z.infer<Config>, scene: Scene): Step;
  /** What its execution's end means; `text` is what it said. */
  judge?(config: z.infer<Config>, text: string): Pick<Outcome, "data"> & Partial<Outcome>;
  /** Does it in the world outside, of which no transaction knows; never throws. */
  call?(config: z.infer<Config>, scene: Pick<Scene, "ctx" | "values" | "key">): Call;
  /** What it means that the time has come. */
  due?(config: z.infer<Config>): Outcome;
}

/** Only infers the type of a config. */
export function nodeKind<Config extends z.ZodObject>(kind: NodeKind<Config>): NodeKind<Config> {
  return kind;
}
