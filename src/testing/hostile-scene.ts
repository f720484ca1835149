import type { Client } from "./client.ts";
import { naughtyStrings } from "./naughty-strings.ts";
import type { Ids } from "./scene.ts";
import { xssStrings } from "./xss-strings.ts";

/** The server takes no half of a surrogate pair, so it can show none. */
const hostileStrings = [...naughtyStrings, ...xssStrings].map((text) => text.toWellFormed());

const HIDDEN = /[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

/** All of them in as few names as will hold them, of so many characters each. */
function namesOf(strings: readonly string[], most: number): string[] {
  const names: string[] = [];
  for (const text of strings.map((one) => one.replace(HIDDEN, " ").trim().slice(0, most)).filter(Boolean)) {
    const last = names.at(-1);
    if (last !== undefined && last.length + text.length < most) names[names.length - 1] = `${last} ${text}`;
    else names.push(text);
  }
  return names;
}

/** Puts hostile text wherever a person, a sender or a CLI may write, beside what is there. */
export async function addHostile(client: Client, ids: Ids): Promise<Ids> {
  const names = namesOf(hostileStrings, 190);
  for (const name of names) await client.trigger({ name, prompt_template: `${name} {message}` });
  const said = {
    name: names.at(-1),
    tags: namesOf(xssStrings, 50).slice(0, 20),
    project_id: ids.project,
    field_limit: 1_000_000,
  };
  const coloured = await client.start(["cat"], said, hostileStrings.join("\n"));
  const failed = await client.start(["sh", "-c", "cat >&2; exit 3"], said, xssStrings.join("\n"));
  const claude = await client.trigger({ ...said, backend: "claude" });
  const answers = hostileStrings.map((text) => `say ${text.replace(/[\r\n]/g, " ").replaceAll(";", "\\u003b")}`);
  const run = { message: answers.join("\n") };
  const done = (await client.call("POST", `/admin/triggers/${claude.id}/run`, run)).execution_id;
  for (const id of [coloured, failed, done]) await client.finished(id);
  await client.call("PATCH", `/admin/projects/${ids.project}`, { name: names.at(-1) }, 200);
  for (const name of namesOf(xssStrings, 150)) {
    await client.call(
      "POST",
      "/admin/budgets",
      { name, scope: "global", window: "day", unit: "runs", hard_limit: 9e9 },
      201,
    );
  }
  const walk = await addHostileWorkflow(client, names);
  return { ...ids, ...walk, coloured, failed, done, trigger: claude.id };
}

const short = (name: string) => name.slice(0, 100).toWellFormed().trim();

/** A run that has it in its names and values, and asks for it. */
async function addHostileWorkflow(client: Client, names: readonly string[]): Promise<Partial<Ids>> {
  const nodes = names.map((name, i) => ({
    ...{ id: `n${i}`, name: short(name), kind: "transform", value: { [name]: `${name} {input}` } },
  }));
  const ask = { id: "ask", name: short(names.at(-1) ?? ""), kind: "approval", question: xssStrings.join("\n") };
  const graph = { nodes: [...nodes, ask] };
  const fields = { name: names.at(-1), description: xssStrings.join(" ").slice(0, 2_000).toWellFormed(), graph };
  const { id: workflow } = await client.call("POST", "/admin/workflows", fields, 201);
  await client.call("POST", `/admin/workflows/${workflow}/versions`, { note: names.at(-1) }, 201);
  const input = hostileStrings.join("\n");
  const { run_id } = await client.call("POST", `/admin/workflows/${workflow}/runs`, { input });
  return { workflow, run: run_id, waiting: run_id };
}
