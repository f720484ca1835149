import { type Command, InvalidArgumentError } from "commander";
import { type Api, answer, connect } from "./api.ts";
import { addApplyTriggers } from "./configuration.ts";
import type { Io } from "./io.ts";
import { type Following, followRun } from "./logs.ts";
import { type Asking, addGet, addList, asks, print } from "./resource.ts";

interface Run extends Asking, Following {
  message?: string;
  payload?: unknown;
  ref?: string;
  tag?: string[];
  follow?: boolean;
}

/** The same as `triggers run`, and what is typed most. */
export const addRun = (agented: Command, io: Io) => addRunTo(agented, io);

export function addTriggers(agented: Command, io: Io): void {
  const triggers = agented.command("triggers").description("what starts work");
  addList(
    triggers,
    io,
    { about: "list triggers, newest first", page: (api, query) => answer(api.triggers.index.$get({ query })) },
    (page) => page.triggers,
    [
      ["id", ({ id }) => id],
      ["name", ({ name }) => name],
      ["source", ({ source }) => source.kind],
      ["backend", ({ backend }) => backend],
      ["enabled", ({ enabled }) => (enabled ? "yes" : "no")],
    ],
  );
  addGet(triggers, io, "one trigger, by its id or its name", async (api, word) =>
    answer(api.triggers[":id"].$get({ param: { id: await triggerId(api, word) } })),
  );
  addApplyTriggers(triggers, io);
  addRunTo(triggers, io);
  asks(triggers.command("test <trigger>").description("send a trigger a delivery as its sender would"))
    .option("--payload <json>", "its body; else a sample that the source has", readJson)
    .option("--event <name>", "as GitHub calls it, such as pull_request")
    .action(async (word: string, { url, json, payload, event }: Asking & { payload?: unknown; event?: string }) => {
      const api = connect(io, url);
      const body = { ...(payload !== undefined && { payload }), ...(event && { event }) };
      const param = { id: await triggerId(api, word) };
      const receipt = await answer(api.trials[":id"].test.$post({ param, json: body }));
      if (json) return print(io, receipt);
      for (const { why, execution_id } of receipt.verdicts) io.out(`${execution_id ?? "-"} ${why}\n`);
      io.err(`The same by hand:\n${receipt.curl}\n`);
    });
}

function addRunTo(parent: Command, io: Io): void {
  asks(parent.command("run <trigger>").description("start an execution of a trigger, by its id or its name"))
    .option("-m, --message <text>", "what {message} stands for; - reads it from standard input")
    .option("--payload <json>", "what {payload…} stands for", readJson)
    .option("--ref <ref>", "the branch or commit to work on")
    .option("--tag <tag...>", "tags besides those of the trigger")
    .option("-f, --follow", "print what it writes until it ends; Ctrl-C leaves it alone")
    .option("--exit-status", "with -f: exit 1 unless it succeeds")
    .action(async (word: string, { url, message, payload, ref, tag, follow, ...how }: Run) => {
      const api = connect(io, url);
      const given = {
        ...(message !== undefined && { message: message === "-" ? await io.stdin() : message }),
        ...(payload !== undefined && { payload }),
        ...(ref && { ref }),
        ...(tag && { tags: tag }),
      };
      const param = { id: await triggerId(api, word) };
      const { execution_id } = await answer(api.triggers[":id"].run.$post({ param, json: given }));
      if (follow) {
        io.err(`${execution_id}\n`);
        await followRun(api, io, execution_id, how);
      } else if (how.json) print(io, { execution_id });
      else io.out(`${execution_id}\n`);
    });
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new InvalidArgumentError("It must be JSON.");
  }
}

/** A name that several triggers have is nobody's. */
async function triggerId(api: Api, word: string): Promise<string> {
  if (/^trig-[0-9a-z]+$/.test(word)) return word;
  const found: string[] = [];
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const query = { limit: "200", ...(cursor && { cursor }) };
    const page = await answer(api.triggers.index.$get({ query }));
    for (const { id, name } of page.triggers) if (name === word) found.push(id);
    cursor = page.next_cursor;
  }
  const [id] = found;
  if (id === undefined) throw new Error(`there is no trigger ${word}: agented triggers list shows them`);
  if (found.length > 1) throw new Error(`several triggers are called ${word}: take one of ${found.join(", ")}`);
  return id;
}
