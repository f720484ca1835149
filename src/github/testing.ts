import type { Client } from "~/testing/client.ts";
import { fromGithub, githubTrigger } from "~/testing/github.ts";
import { until } from "~/testing/until.ts";

export const REPOSITORY = "octo/hello";
export const SHA = "a".repeat(40);
export const OTHER_SHA = "b".repeat(40);
export const EVERYTHING = ["comment", "review", "check", "labels", "pull_request"];

/** As GitHub tells of a pull request. */
export function pullEvent(action: string, fields: Record<string, unknown> = {}, sha = SHA) {
  const pull_request = {
    ...{ number: 5, title: "Add a greeting", state: "open", merged: false, updated_at: "2026-01-01T00:00:00Z" },
    ...{ html_url: `https://github.test/${REPOSITORY}/pull/5`, head: { sha, ref: "greeting" }, user: { login: "amy" } },
    author_association: "MEMBER",
    ...fields,
  };
  return { action, number: 5, pull_request, repository: { full_name: REPOSITORY }, installation: { id: 40 } };
}

/** A trigger whose run by the fake Claude says this outcome; it takes the events that are addressed to it alone. */
export async function proposing(client: Client, outcome: unknown, fields: Record<string, unknown> = {}) {
  const said = JSON.stringify(outcome).replaceAll(";", "\\u003b");
  const given = { backend: "claude", prompt_template: `outcome ${said}`, allowed_actions: EVERYTHING, ...fields };
  const addressee = crypto.randomUUID();
  const { id } = await githubTrigger(client, { filter: { path: "addressee", op: "eq", value: addressee } }, given);
  return { id: id as string, addressee };
}

/** Delivers an event of GitHub's that starts one execution, the trigger's; answers the execution's id. */
export async function started(client: Client, event: object, { addressee }: { addressee: string }): Promise<string> {
  const name = "pull_request" in event ? "pull_request" : "push";
  const { execution_ids } = await fromGithub(client, name, { ...event, addressee });
  return execution_ids[0];
}

/** The actions of an execution, once it is over and `count` of them are there and none is pending. */
export async function settled(client: Client, id: string, count: number) {
  await client.finished(id);
  return until(`${count} actions of ${id}`, async () => {
    const { actions } = await client.call("GET", `/admin/executions/${id}/actions`);
    const over = actions.every(({ status }: { status: string }) => status !== "pending");
    return actions.length === count && over ? actions : undefined;
  });
}
