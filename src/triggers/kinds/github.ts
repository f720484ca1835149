import { refuseWhat, refuseWhere } from "../github/checks.ts";
import { commandIn } from "../github/command.ts";
import { GitHubConfig } from "../github/config.ts";
import { isStrangers, refOf, repositoryOf, textAt } from "../github/event.ts";
import { neverHolds } from "../github/never.ts";
import { sampleOf } from "../github/sample.ts";
import { wordsOf } from "../github/text.ts";
import { githubWords } from "../github/words.ts";
import { find } from "../path.ts";
import { show } from "../why.ts";
import { type Event, type Holding, sourceKind } from "./kind.ts";

/** Whatever GitHub tells, signed with GITHUB_WEBHOOK_SECRET. */
export const github = sourceKind({
  title: "GitHub",
  config: GitHubConfig,
  receives: true,
  words: githubWords,
  holds(config, event): Holding {
    const elsewhere = refuseWhere(config, event);
    if (elsewhere !== undefined) return { holds: false, why: elsewhere };
    const why = refuseWhat(config, event);
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
  warnings: neverHolds,
  sample: sampleOf,
});

const actionOf = ({ payload }: Event) => textAt(payload, "action");

function happened(event: Event): string {
  const action = actionOf(event);
  const repository = repositoryOf(event.payload);
  const what = action === undefined ? show(event.name) : `${show(event.name)} with the action ${show(action)}`;
  return `it is ${what}${repository === undefined ? "" : ` in ${repository}`}`;
}
