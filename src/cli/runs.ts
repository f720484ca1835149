import type { Command } from "commander";
import { type Api, answer, connect } from "./api.ts";
import { followWorkflowRun } from "./follow-workflow.ts";
import type { Io } from "./io.ts";
import { readJson } from "./json-option.ts";
import type { Following } from "./logs.ts";
import { type Asking, addGet, addList, asks, print } from "./resource.ts";

const FILTERS = {
  workflow_id: "of this workflow",
  trigger_id: "that this trigger has set off",
  status: "queued, running, succeeded, failed, timed_out or cancelled",
};

export function addRuns(agented: Command, io: Io): void {
  const runs = agented.command("runs").description("what workflows did, node by node");
  addList(
    runs,
    io,
    {
      about: "list runs, newest first",
      filters: FILTERS,
      page: (api, query) => answer(api.runs.index.$get({ query })),
    },
    (page) => page.runs,
    [
      ["id", ({ id }) => id],
      ["workflow", ({ workflow_id }) => workflow_id],
      ["version", ({ version }) => version],
      ["status", ({ status }) => status],
      ["reason", ({ reason }) => reason],
      ["created", ({ created_at }) => created_at],
    ],
  );
  addGet(runs, io, "one run with its nodes", (api, id) => answer(api.runs[":id"].$get({ param: { id } })));
  asks(runs.command("follow <id>").description("what becomes of a run and its nodes, to its end"))
    .option("--exit-status", "exit 1 unless it succeeds")
    .action((id: string, { url, ...how }: Asking & Following) => followWorkflowRun(connect(io, url), io, id, how));
  asks(runs.command("cancel <id...>").description("end runs and all that they run")).action(
    async (ids: string[], { url, json }: Asking) => {
      const api = connect(io, url);
      for (const id of ids) say(io, json, await answer(api.runs[":id"].cancel.$post({ param: { id } })));
    },
  );
  asks(runs.command("rerun <id>").description("run it once more, and keep what has succeeded"))
    .option("--from <node>", "do this node again, and what follows from it")
    .option("--input <json>", "in place of the input that it had: all is done again", readJson)
    .action(async (id: string, { url, json, from, input }: Asking & { from?: string; input?: unknown }) => {
      const again = { ...(from && { from }), ...(input !== undefined && { input }) };
      say(io, json, await answer(connect(io, url).runs[":id"].rerun.$post({ param: { id }, json: again })));
    });
  addDecision(runs, io, "approve", "say yes to what a run asks");
  addDecision(runs, io, "reject", "say no to what a run asks");
}

function addDecision(runs: Command, io: Io, verb: "approve" | "reject", about: string): void {
  asks(runs.command(`${verb} <id> [node]`).description(`${about}; the node may be left out where one alone asks`))
    .option("--comment <text>", "why")
    .action(async (id: string, node: string | undefined, { url, json, comment }: Asking & { comment?: string }) => {
      const api = connect(io, url);
      const param = { id, node_id: node ?? (await asking(api, id)) };
      const decision = { approve: verb === "approve", ...(comment && { comment }) };
      const run = await answer(api.runs[":id"].nodes[":node_id"].decision.$post({ param, json: decision }));
      if (json) print(io, run);
      else io.out(`${run.id} ${param.node_id} ${verb === "approve" ? "approved" : "rejected"}\n`);
    });
}

async function asking(api: Api, id: string): Promise<string> {
  const { nodes } = await answer(api.runs[":id"].$get({ param: { id } }));
  const waiting = nodes.filter(({ kind, status }) => kind === "approval" && status === "waiting");
  const [one, ...others] = waiting.map(({ node_id }) => node_id);
  if (one === undefined) throw new Error(`the run ${id} asks nobody now`);
  if (others.length > 0) throw new Error(`several nodes ask: name one of ${[one, ...others].join(", ")}`);
  return one;
}

function say(io: Io, json: boolean | undefined, answered: { run_id: string }): void {
  if (json) print(io, answered);
  else io.out(`${answered.run_id}\n`);
}
