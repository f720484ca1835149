import { z } from "@hono/zod-openapi";
import { Status } from "~/executions/index.ts";
import { visible } from "~/triggers/index.ts";

const EXCERPT = 500;
const SENTENCE = 500;
const TITLE = 200;

const instant = z.iso.datetime();

/** What is told of: the body of an outgoing webhook, and what other channels put into words. */
export const Message = z
  .object({
    type: z.string().openapi({ example: "execution.failure" }),
    at: instant,
    title: z.string(),
    sentence: z.string().nullable(),
    execution: z
      .object({
        id: z.string(),
        trigger_id: z.string().nullable(),
        trigger: z.string().nullable().openapi({ description: "Its name." }),
        status: Status,
        reason: z.string().nullable(),
        duration_ms: z.number().int().nullable(),
        cost_usd: z.number().nullable(),
        url: z.string().nullable().openapi({ description: "Where PUBLIC_URL is set." }),
      })
      .nullable(),
    budget: z.object({ id: z.string(), name: z.string().nullable(), kind: z.string() }).nullable(),
    run: z
      .object({
        id: z.string(),
        node_id: z.string().nullable().openapi({ description: "What it asks for." }),
        expires_at: z.iso.datetime().nullable(),
        link: z.string().nullable().openapi({
          description: "Where whoever has it decides, with PUBLIC_URL. It is made when it is sent, and kept nowhere.",
        }),
      })
      .nullish()
      .openapi({ description: "Of a workflow." }),
    excerpt: z.string().nullable().openapi({ description: "How its result begins. It is the run's text, not ours." }),
    digest: z
      .object({ count: z.number().int(), titles: z.array(z.string()) })
      .nullable()
      .openapi({ description: "What was held back and is told of together: how many, and how the first are called." }),
  })
  .openapi("NotificationMessage");
export type Message = z.infer<typeof Message>;

type Told = Pick<Message, "type" | "at" | "title"> & Partial<Message>;

/** A message of what is given, as it may leave the house: without secrets, without what is hidden in it, bounded. */
export function composeMessage(redact: (text: string) => string, told: Told): Message {
  const { sentence = null, excerpt = null, execution = null, budget = null, run = null, digest = null } = told;
  const clean = (text: string, most: number) => shortened(visible(redact(text)).trim(), most);
  return {
    ...{ type: told.type, at: told.at, run },
    title: oneLine(clean(told.title, TITLE)),
    sentence: sentence && oneLine(clean(sentence, SENTENCE)),
    excerpt: excerpt && (clean(excerpt, EXCERPT) || null),
    execution: execution && { ...execution, trigger: execution.trigger && oneLine(clean(execution.trigger, TITLE)) },
    budget: budget && { ...budget, name: budget.name && oneLine(clean(budget.name, TITLE)) },
    digest,
  };
}

/** What else is known, a line each, for people. */
export function factsOf({ execution, budget, run }: Message): string[] {
  const facts: string[] = [];
  const tell = (label: string, value: string | null) => value !== null && facts.push(`${label}: ${value}`);
  if (budget) tell("Budget", budget.name ?? budget.id);
  if (run) {
    tell("Run", run.id);
    tell("Decide", run.link);
  }
  if (!execution) return facts;
  const { id, trigger, status, reason, duration_ms, cost_usd, url } = execution;
  tell("Trigger", trigger);
  tell("Execution", id);
  tell("Status", reason === null ? status : `${status} (${reason})`);
  tell("Duration", duration_ms === null ? null : `${Math.round(duration_ms / 1_000)} s`);
  tell("Cost", cost_usd === null ? null : `${cost_usd.toFixed(4)} USD`);
  tell("Link", url);
  return facts;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ");
}

/** By whole characters, each of which is one or two units long. */
function shortened(text: string, most: number): string {
  const characters = text.length > most ? Array.from(text.slice(0, 2 * most + 2)) : [];
  return characters.length > most ? `${characters.slice(0, most - 1).join("")}…` : text;
}
