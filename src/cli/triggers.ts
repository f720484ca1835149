import type { Command } from "commander";
import { type Api, answer, connect } from "./api.ts";
import { idOf } from "./by-name.ts";
import { addApplyTriggers } from "./configuration.ts";
import { followWorkflowRun } from "./follow-workflow.ts";
import type { Io } from "./io.ts";
import { readJson } from "./json-option.ts";
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
      for (const { why, execution_id, run_id } of receipt.verdicts) io.out(`${execution_id ?? run_id ?? "-"} ${why}\n`);
      io.err(`The same by hand:\n${receipt.curl}\n`);
    });
}

function addRunTo(parent: Command, io: Io): void {
  asks(parent.command("run <trigger>").description("start a trigger, by its id or its name"))
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
      const started = await answer(api.triggers[":id"].run.$post({ param, json: given }));
      const { execution_id, run_id } = started;
      const id = execution_id ?? run_id ?? "";
      if (follow) {
        io.err(`${id}\n`);
        await (run_id ? followWorkflowRun(api, io, run_id, how) : followRun(api, io, id, how));
      } else if (how.json) print(io, started);
      else io.out(`${id}\n`);
    });
}

function triggerId(api: Api, word: string): Promise<string> {
  return idOf(word, {
    ...{ kind: "trigger", prefix: "trig" },
    page: async (query) => {
      const { triggers, next_cursor } = await answer(api.triggers.index.$get({ query }));
      return { found: triggers, next_cursor };
    },
  });
}
