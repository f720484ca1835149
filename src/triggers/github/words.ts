import { filterWords } from "../filter-words.ts";
import type { GitHubConfig } from "./config.ts";

/** What of GitHub starts a trigger, as one sentence. */
export function githubWords(config: GitHubConfig): string {
  const { events, actions, repositories, branches, labels, paths, associations, command, filter } = config;
  const named = events.includes("*") ? "any event" : either(events);
  const conditions = [
    ...(command === undefined ? [] : [`a comment says \`${command}\``]),
    ...given("its branch fits", branches),
    ...given("it bears", labels),
    ...given("it touches", paths),
    ...given("its author is", associations),
    ...(filter ? [filterWords(filter)] : []),
  ];
  const what = actions.length > 0 ? `${named} (${either(actions)})` : named;
  const where = repositories.length > 0 ? ` in ${either(repositories)}` : "";
  return `GitHub tells of ${what}${where}${conditions.length > 0 ? `, when ${conditions.join(" and ")}` : ""}.`;
}

function given(what: string, words: readonly string[]): string[] {
  return words.length > 0 ? [`${what} ${either(words)}`] : [];
}

const SHOWN = 4;

function either(words: readonly string[]): string {
  const shown = words.slice(0, SHOWN).map((word) => `\`${word}\``);
  return [...shown, ...(words.length > SHOWN ? [`${words.length - SHOWN} more`] : [])].join(" or ");
}
