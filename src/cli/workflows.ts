import type { Command } from "commander";
import { stringify } from "yaml";
import { type Api, answer, connect } from "./api.ts";
import { idOf } from "./by-name.ts";
import { addApplyWorkflows } from "./configuration.ts";
import { followWorkflowRun } from "./follow-workflow.ts";
import type { Io } from "./io.ts";
import { readJson } from "./json-option.ts";
import type { Following } from "./logs.ts";
import { type Asking, addGet, addList, asks, print } from "./resource.ts";

interface Run extends Asking, Following {
  input?: unknown;
  follow?: boolean;
}

export function addWorkflows(agented: Command, io: Io): void {
  const workflows = agented.command("workflows").description("graphs of agents, commands and decisions");
  addList(
    workflows,
    io,
    { about: "list workflows, newest first", page: (api, query) => answer(api.workflows.index.$get({ query })) },
    (page) => page.workflows,
    [
      ["id", ({ id }) => id],
      ["name", ({ name }) => name],
      ["version", ({ version }) => version],
      ["draft", ({ draft }) => (draft ? "yes" : "no")],
      ["enabled", ({ enabled }) => (enabled ? "yes" : "no")],
    ],
  );
  addGet(workflows, io, "one workflow, by its id or its name", async (api, word) =>
    answer(api.workflows[":id"].$get({ param: { id: await workflowId(api, word) } })),
  );
  addExportOne(workflows, io);
  addApplyWorkflows(workflows, io);
  asks(workflows.command("publish <workflow>").description("make its draft the next version, which runs from then on"))
    .option("--note <text>", "why, for whoever reads its versions")
    .action(async (word: string, { url, json, note }: Asking & { note?: string }) => {
      const api = connect(io, url);
      const param = { id: await workflowId(api, word) };
      const made = await answer(api.versions[":id"].versions.$post({ param, json: note ? { note } : {} }));
      if (json) print(io, made);
      else io.out(`${made.workflow_id} version ${made.version}\n`);
    });
  asks(workflows.command("run <workflow>").description("start a run of a workflow, by its id or its name"))
    .option("--input <json>", "what it is given", readJson)
    .option("-f, --follow", "print what becomes of its nodes until it ends; Ctrl-C leaves it alone")
    .option("--exit-status", "with -f: exit 1 unless it succeeds")
    .action(async (word: string, { url, input, follow, ...how }: Run) => {
      const api = connect(io, url);
      const param = { id: await workflowId(api, word) };
      const json = input === undefined ? {} : { input };
      const { run_id } = await answer(api.workflows[":id"].runs.$post({ param, json }));
      if (follow) {
        io.err(`${run_id}\n`);
        await followWorkflowRun(api, io, run_id, how);
      } else if (how.json) print(io, { run_id });
      else io.out(`${run_id}\n`);
    });
}

/** As `agented export` has it: it can be applied to another server. */
function addExportOne(workflows: Command, io: Io): void {
  asks(workflows.command("export <workflow>").description("one workflow as YAML, with names in place of ids")).action(
    async (word: string, { url, json }: Asking) => {
      const api = connect(io, url);
      const { name } = await answer(api.workflows[":id"].$get({ param: { id: await workflowId(api, word) } }));
      const { version, workflows = [] } = await answer(api.config.index.$get());
      const document = { version, workflows: workflows.filter((one) => one.name === name) };
      if (json) print(io, document);
      else io.out(stringify(document, { lineWidth: 0, aliasDuplicateObjects: false }));
    },
  );
}

export function workflowId(api: Api, word: string): Promise<string> {
  return idOf(word, {
    ...{ kind: "workflow", prefix: "wf" },
    page: async (query) => {
      const { workflows, next_cursor } = await answer(api.workflows.index.$get({ query }));
      return { found: workflows, next_cursor };
    },
  });
}
