import type { Command } from "commander";
import { answer } from "./api.ts";
import type { Io } from "./io.ts";
import { addGet, addList } from "./resource.ts";

export function addProjects(agented: Command, io: Io): void {
  const projects = agented.command("projects").description("where executions work");
  addList(
    projects,
    io,
    {
      about: "list projects, newest first",
      filters: { product_id: "of this product" },
      page: (api, query) => answer(api.projects.index.$get({ query })),
    },
    (page) => page.projects,
    [
      ["id", ({ id }) => id],
      ["name", ({ name }) => name],
      ["kind", ({ kind }) => kind],
      ["status", ({ status }) => status],
      ["where", ({ url, path }) => url ?? path],
    ],
  );
  addGet(projects, io, "one project", (api, id) => answer(api.projects[":id"].$get({ param: { id } })));
}
