import { REPOSITORY, script, type WorkflowData } from "./kind.ts";

/** Clones each repository of the input beside the others; tells what became of each. */
export const cloneEach: WorkflowData["graph"]["nodes"][number] = {
  ...{ id: "clone", kind: "map", name: "Clone each", over: "input.repositories", max_parallel: 4 },
  each: {
    ...{ id: "one", kind: "command", timeout_secs: 600 },
    command: script(`git clone -q --depth 1 -- "$(get .item)" "repo-$(get .index)"`),
  },
};

export const REPOSITORIES = { type: "array", minItems: 1, maxItems: 100, items: REPOSITORY } as const;

export const overRepositories: WorkflowData = {
  id: "over-repositories",
  name: "The same question to many repositories",
  description:
    "Clones each repository of a list, asks a CLI the same of all, four at once, and has the answers summed up. Start it " +
    "by hand, or by a schedule whose trigger says the list as its `input`.",
  graph: {
    nodes: [
      cloneEach,
      {
        ...{ id: "ask", kind: "map", name: "Ask each", over: "input.repositories", max_parallel: 4 },
        each: {
          ...{ id: "one", kind: "agent", permissions: "read_only", timeout_secs: 1_800 },
          prompt: `\
The directory repo-{index} is a clone of {item}. Look at nothing beside it, and change no file.

{input.task}

Answer in at most ten sentences, and name the files that you found it in.`,
        },
      },
      {
        ...{ id: "report", kind: "agent", name: "Sum up", permissions: "read_only", timeout_secs: 1_800 },
        prompt: `\
The same was asked of several repositories:

{input.task}

The repositories: {input.repositories}
Their answers, in the same order: {nodes.ask.data}

Write one report in Markdown: first what holds for all, then what is special, by repository.`,
      },
    ],
    edges: [
      { from: "clone", to: "ask" },
      { from: "ask", to: "report" },
    ],
    input_schema: {
      type: "object",
      required: ["repositories", "task"],
      properties: { repositories: REPOSITORIES, task: { type: "string", minLength: 1, title: "What to ask" } },
    },
  },
  example: { repositories: ["https://github.com/acme/shop.git"], task: "Which versions of Node does it still run on?" },
};
