import { holds } from "../filter.ts";
import { fits } from "../glob.ts";
import type { Event } from "../kinds/kind.ts";
import { list, show } from "../why.ts";
import { commandIn } from "./command.ts";
import type { GitHubConfig } from "./config.ts";
import { associationOf, branchOf, isOfFork, isTrusted, labelsOf, pathsOf, repositoryOf, textAt } from "./event.ts";

/** Why an event does not start the trigger; undefined when this is no reason. */
type Check = (config: GitHubConfig, event: Event) => string | undefined;

/** GitHub asks by a ping whether somebody is there: that is nothing to work on. */
const eventCheck: Check = ({ events }, { name }) => {
  if (name === "ping") return "GitHub asks whether somebody is there, and a ping starts nothing";
  return events.includes("*") || events.includes(name ?? "")
    ? undefined
    : `the event is ${show(name)}, not ${list(events)}`;
};

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

/** Why an event is none of a trigger's, whatever has happened there. */
export const refuseWhere = (config: GitHubConfig, event: Event) => first(WHERE, config, event);

/** Why an event that is one of a trigger's does not start it. */
export const refuseWhat = (config: GitHubConfig, event: Event) => first(WHAT, config, event);

function first(checks: Check[], config: GitHubConfig, event: Event): string | undefined {
  for (const check of checks) {
    const why = check(config, event);
    if (why !== undefined) return why;
  }
  return undefined;
}
