import { list, show } from "../why.ts";
import type { GitHubConfig } from "./config.ts";
import { EVENTS, MET_BY } from "./events.ts";

/** What of a trigger can never hold, whatever GitHub sends: a sentence each. */
export function neverHolds({ events, actions, ...config }: GitHubConfig): string[] {
  const known = events.filter((event) => EVENTS.has(event));
  return [
    ...events.flatMap((event) => (event === "*" ? [] : unmet(event, actions, config))),
    ...(events.length === known.length ? idle(known, actions) : []),
    ...(config.command !== undefined && actions.length > 0 && !actions.includes("created")
      ? ['source.actions: commands are given in new comments, whose action is "created"; so nothing starts.']
      : []),
  ];
}

type Conditions = Omit<GitHubConfig, "events" | "actions">;

/** Why an event that the trigger names starts nothing. */
function unmet(event: string, actions: readonly string[], config: Conditions): string[] {
  if (!EVENTS.has(event)) return [`source.events: ${show(event)} is no event of GitHub that is known here.`];
  if (event === "ping") return ['source.events: "ping" is kept and starts nothing.'];
  const of = EVENTS.get(event);
  const conditions = Object.entries(MET_BY).filter(([field]) => config[field as keyof typeof MET_BY]?.length);
  return [
    ...(actions.length > 0 && of?.length === 0
      ? [`source.actions: ${show(event)} has no action, so it starts nothing.`]
      : []),
    ...conditions.flatMap(([field, { events, why }]) =>
      events.some((one) => one === event) ? [] : [`source.${field}: ${show(event)} ${why}, so it starts nothing.`],
    ),
  ];
}

/** Actions that none of the events has. */
function idle(events: readonly string[], actions: readonly string[]): string[] {
  const known = events.map((event) => EVENTS.get(event));
  if (known.every((of) => of?.length === 0)) return [];
  const unknown = actions.filter((action) => !known.some((of) => of === undefined || of.includes(action)));
  return unknown.length === 0 ? [] : [`source.actions: ${list(events)} has no action ${list(unknown)}.`];
}
