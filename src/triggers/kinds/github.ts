import { z } from "@hono/zod-openapi";
import { Command, commandIn } from "../command.ts";
import { Filter, holds } from "../filter.ts";
import {
  associationOf,
  branchOf,
  isOfFork,
  isStrangers,
  isTrusted,
  labelsOf,
  pathsOf,
  refOf,
  repositoryOf,
  textAt,
} from "../github-event.ts";
import { sampleOf } from "../github-sample.ts";
import { wordsOf } from "../github-text.ts";
import { fits, Glob } from "../glob.ts";
import { find } from "../path.ts";
import { list, show } from "../why.ts";
import { type Event, type Holding, sourceKind } from "./kind.ts";

const MOST = 100;
const word = z.string().regex(/^[a-z_0-9]{1,60}$/, "must be a name as GitHub writes it, such as pull_request");
const globs = (description: string) => z.array(Glob).max(MOST).default([]).openapi({ description });

const config = z
  .strictObject({
    kind: z.literal("github"),
    events: z
      .array(z.union([word, z.literal("*")]))
      .min(1, "must name an event, such as pull_request, or * for all")
      .max(MOST),
    actions: z.array(word).max(MOST).default([]).openapi({ description: "Of these events. None: all." }),
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

type Config = z.infer<typeof config>;
/** Why an event does not start the trigger; undefined when this is no reason. */
type Check = (config: Config, event: Event) => string | undefined;

const eventCheck: Check = ({ events }, { name }) =>
  events.includes("*") || events.includes(name ?? "") ? undefined : `the event is ${show(name)}, not ${list(events)}`;

const actionCheck: Check = ({ actions }, { payload }) => {
  if (actions.length === 0) return undefined;
  const action = textAt(payload, "action");
  if (actions.includes(action ?? "")) return undefined;
  return action === undefined ? "the event has no action" : `the action is ${show(action)}, not ${list(actions)}`;
};

const repositoryCheck: Check = ({ repositories }, { payload }) => {
  if (repositories.length === 0) return undefined;
  const name = repositoryOf(payload);
  if (name === undefined) return "the payload names no repository";
  const lower = repositories.map((glob) => glob.toLowerCase());
  return fits(lower, [name.toLowerCase()])
    ? undefined
    : `the repository ${show(name)} does not fit ${list(repositories)}`;
};

const branchCheck: Check = ({ branches }, { payload }) => {
  if (branches.length === 0) return undefined;
  const branch = branchOf(payload);
  if (branch !== undefined && fits(branches, [branch])) return undefined;
  return branch === undefined
    ? "the payload names no branch"
    : `the branch ${show(branch)} does not fit ${list(branches)}`;
};

const labelCheck: Check = ({ labels }, { payload }) => {
  if (labels.length === 0) return undefined;
  const on = labelsOf(payload);
  if (labels.some((label) => on.includes(label))) return undefined;
  return on.length === 0 ? "it has no label" : `its labels are ${list(on)}, and none of them ${list(labels)}`;
};

const pathCheck: Check = ({ paths }, { payload }) => {
  if (paths.length === 0) return undefined;
  const changed = pathsOf(payload);
  if (changed === undefined) return "this payload does not say which paths changed";
  return fits(paths, changed) ? undefined : `of ${changed.length} changed paths none fits ${list(paths)}`;
};

const authorCheck: Check = ({ associations }, { payload }) => {
  if (associations.length === 0) return undefined;
  const association = associationOf(payload);
  if (associations.some((one) => one === association)) return undefined;
  return association === undefined
    ? "the payload does not say what its author is to the repository"
    : `its author is ${show(association)} to the repository, not ${list(associations)}`;
};

const forkCheck: Check = ({ allow_forks }, { payload }) =>
  allow_forks || !isOfFork(payload) || isTrusted(associationOf(payload))
    ? undefined
    : "it comes from a fork whose author is a stranger, and allow_forks is off";

/** First what the payload says of the author; only then what GitHub was asked. */
const commandCheck: Check = ({ command }, { name, payload, may_write }) => {
  if (command === undefined) return undefined;
  const given = commandIn(command, name, payload);
  if ("missing" in given) return given.missing;
  const [who, association] = [show(textAt(payload, "comment", "user", "login")), associationOf(payload)];
  if (!isTrusted(association)) return `${who} is ${show(association)} to the repository and may give no commands`;
  if (may_write === false) return `${who} may not write to the repository, and so may give no commands`;
  if (may_write === "unknown")
    return `GitHub did not say whether ${who} may write to the repository: redeliver it later`;
  return undefined;
};

const filterCheck: Check = ({ filter }, { payload }) => {
  const verdict = filter ? holds(filter, payload) : undefined;
  return verdict?.holds === false ? verdict.why : undefined;
};

const WHERE: Check[] = [eventCheck, repositoryCheck, branchCheck];
const WHAT: Check[] = [actionCheck, labelCheck, pathCheck, authorCheck, forkCheck, commandCheck, filterCheck];

/** Whatever GitHub tells, signed with GITHUB_WEBHOOK_SECRET. */
export const github = sourceKind({
  title: "GitHub",
  config,
  receives: true,
  holds(config, event): Holding {
    const elsewhere = first(WHERE, config, event);
    if (elsewhere !== undefined) return { holds: false, why: elsewhere };
    const why = first(WHAT, config, event);
    const closes = config.cancel_on_close && event.name === "pull_request" && actionOf(event) === "closed";
    if (why !== undefined) return { holds: false, why, closes };
    return { holds: true, why: happened(event), read_only: isStrangers(event.name ?? "", event.payload) };
  },
  message: ({ command }, { name, payload }) => {
    const given = command === undefined ? undefined : commandIn(command, name, payload);
    return given && "rest" in given ? given.rest : wordsOf(payload);
  },
  topic({ name, payload }) {
    const repository = repositoryOf(payload);
    const topic = { repository, ref: refOf(payload) };
    const [number] = find(payload, ["pull_request", "number"]);
    const [at, head] = [textAt(payload, "pull_request", "updated_at"), textAt(payload, "pull_request", "head", "sha")];
    // A comment says nothing new of the head, and nobody's command may take another's place.
    if (name !== "pull_request" || typeof number !== "number" || repository === undefined) return topic;
    if (at === undefined || head === undefined) return topic;
    return { ...topic, change: { key: `${repository}#${number}`, at, head, before: textAt(payload, "before") } };
  },
  sample: sampleOf,
});

function first(checks: Check[], config: Config, event: Event): string | undefined {
  for (const check of checks) {
    const why = check(config, event);
    if (why !== undefined) return why;
  }
  return undefined;
}

const actionOf = ({ payload }: Event) => textAt(payload, "action");

function happened(event: Event): string {
  const action = actionOf(event);
  const repository = repositoryOf(event.payload);
  const what = action === undefined ? show(event.name) : `${show(event.name)} with the action ${show(action)}`;
  return `it is ${what}${repository === undefined ? "" : ` in ${repository}`}`;
}
