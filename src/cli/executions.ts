import type { Command } from "commander";
import { answer, connect } from "./api.ts";
import type { Io } from "./io.ts";
import { addLogs } from "./logs.ts";
import { type Asking, addGet, addList, asks, print } from "./resource.ts";

const FILTERS = {
  status: "queued, starting, running, waiting, succeeded, failed, timed_out, cancelled or interrupted",
  trigger_id: "of this trigger",
  tag: "that bear this tag",
  group_id: "of this group",
  project_id: "in this project",
  backend: "of this backend",
  reason: "with this reason",
  since: "made then or later, as an ISO instant",
  until: "made before",
};

export function addExecutions(agented: Command, io: Io): void {
  const executions = agented.command("executions").description("what CLIs were asked to do, and how it went");
  addList(
    executions,
    io,
    {
      about: "list executions, newest first",
      filters: FILTERS,
      page: (api, query) => answer(api.executions.index.$get({ query })),
    },
    (page) => page.executions,
    [
      ["id", ({ id }) => id],
      ["status", ({ status }) => status],
      ["reason", ({ reason }) => reason],
      ["backend", ({ backend }) => backend],
      ["trigger", ({ trigger_id }) => trigger_id],
      ["created", ({ created_at }) => created_at],
      ["seconds", ({ duration_ms }) => duration_ms && (duration_ms / 1_000).toFixed(1)],
    ],
  );
  addGet(executions, io, "one execution with its attempts", (api, id) =>
    answer(api.executions[":id"].$get({ param: { id } })),
  );
  addLogs(executions, io);
  asks(executions.command("cancel <id...>").description("end executions and every process of them")).action(
    async (ids: string[], { url, json }: Asking) => {
      const api = connect(io, url);
      for (const id of ids) {
        const row = await answer(api.executions[":id"].cancel.$post({ param: { id } }));
        if (json) print(io, row);
        else io.out(`${row.id} ${row.status}\n`);
      }
    },
  );
  asks(executions.command("retry <id>").description("start a new execution with the inputs of a finished one")).action(
    async (id: string, { url, json }: Asking) => {
      const started = await answer(connect(io, url).executions[":id"].retry.$post({ param: { id } }));
      if (json) print(io, started);
      else io.out(`${started.execution_id}\n`);
    },
  );
}
