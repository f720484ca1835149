import type { Command } from "commander";
import { answer } from "./api.ts";
import type { Io } from "./io.ts";
import { addList } from "./resource.ts";

export function addSchedules(agented: Command, io: Io): void {
  const schedules = agented.command("schedules").description("triggers that the clock starts");
  addList(
    schedules,
    io,
    { about: "list schedules with what is next", page: (api, query) => answer(api.schedules.index.$get({ query })) },
    (page) => page.schedules,
    [
      ["trigger", ({ trigger_id }) => trigger_id],
      ["name", ({ trigger_name }) => trigger_name],
      ["cron", ({ cron }) => cron],
      ["zone", ({ timezone }) => timezone],
      ["next", ({ next_run_at, paused_at }) => (paused_at ? "paused" : next_run_at)],
    ],
  );
}
