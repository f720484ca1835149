import { z } from "@hono/zod-openapi";
import { Filter } from "../filter.ts";
import { Glob } from "../glob.ts";
import { Command } from "./command.ts";

const MOST = 100;
const word = z.string().regex(/^[a-z_0-9]{1,60}$/, "must be a name as GitHub writes it, such as pull_request");
/** Of a repository_dispatch its sender makes it up. */
const action = z.string().regex(/^[\w.:/ -]{1,100}$/, "must be an action as GitHub writes it, such as opened");
const globs = (description: string) => z.array(Glob).max(MOST).default([]).openapi({ description });

export const GitHubConfig = z
  .strictObject({
    kind: z.literal("github"),
    events: z
      .array(z.union([word, z.literal("*")]))
      .min(1, "must name an event, such as pull_request, or * for all")
      .max(MOST),
    actions: z.array(action).max(MOST).default([]).openapi({ description: "Of these events. None: all." }),
    repositories: globs("`owner/name`, in any case. None: all that send here."),
    branches: globs("The branch a pull request goes into, or that was pushed to or run on. None: all."),
    labels: z.array(z.string().min(1).max(100)).max(MOST).default([]).openapi({ description: "One of them is on it." }),
    paths: globs("A path that a commit of a push touches. Other payloads name none, and then nothing starts."),
    associations: z
      .array(
        z.enum(["OWNER", "MEMBER", "COLLABORATOR", "CONTRIBUTOR", "FIRST_TIME_CONTRIBUTOR", "FIRST_TIMER", "NONE"]),
      )
      .default([])
      .openapi({ description: "What its author is to the repository. None: anything." }),
    command: Command.optional(),
    allow_forks: z
      .boolean()
      .default(false)
      .openapi({ description: "Start also for strangers' forks. Such an execution may read, and no more." }),
    cancel_on_close: z
      .boolean()
      .default(true)
      .openapi({ description: "End what works on a pull request that is closed." }),
    filter: Filter.optional(),
  })
  .openapi("GitHubSource");
export type GitHubConfig = z.infer<typeof GitHubConfig>;
