import { PAGES } from "~/ui/pages.ts";
import type { Ids } from "./scene.ts";

/** Somewhere in the dashboard. */
export interface Place {
  name: string;
  /** What the picture in the documentation is of. */
  about: string;
  path(ids: Ids): string;
}

/** All there is to look at; what lies in a part of the dashboard that has no page yet is left out by `places`. */
const ALL: Place[] = [
  { name: "home", about: "What runs, who is waited for, what went wrong, and which CLIs are there.", path: () => "/" },
  { name: "executions", about: "Everything that ran, live, narrowed and kept as views.", path: () => "/executions" },
  { name: "execution", about: "One run: what it was asked, did and said.", path: ({ done }) => `/executions/${done}` },
  { name: "failed", about: "A run that failed, and why.", path: ({ failed }) => `/executions/${failed}` },
  { name: "live", about: "A run that goes on.", path: ({ live }) => `/executions/${live}` },
  { name: "log", about: "The output in its colours.", path: ({ coloured }) => `/executions/${coloured}` },
  { name: "triggers", about: "What starts work, and how it went last.", path: () => "/triggers" },
  { name: "new-trigger", about: "A new one, from scratch or from a template.", path: () => "/triggers/new" },
  { name: "trigger", about: "One trigger.", path: ({ trigger }) => `/triggers/${trigger}` },
  {
    name: "workflows",
    about: "Graphs of agents, commands and decisions, and what came of them.",
    path: () => "/workflows",
  },
  {
    name: "workflow",
    about: "The editor: a graph, and the form of what is chosen.",
    path: ({ workflow }) => `/workflows/${workflow}`,
  },
  {
    name: "workflow-versions",
    about: "What was published, and what differs in it.",
    path: ({ workflow }) => `/workflows/${workflow}?tab=versions`,
  },
  {
    name: "workflow-figures",
    about: "How its runs fared, and which nodes fail, take long or cost.",
    path: ({ workflow }) => `/workflows/${workflow}?tab=figures`,
  },
  { name: "runs", about: "Every run of every workflow.", path: () => "/runs" },
  { name: "run", about: "One run: the same graph, as it stands.", path: ({ run }) => `/runs/${run}?node=tests` },
  {
    name: "run-timeline",
    about: "What a run spent its time on, and what it waited for.",
    path: ({ run }) => `/runs/${run}?view=timeline`,
  },
  {
    name: "run-waiting",
    about: "A run that asks a person.",
    path: ({ waiting }) => `/runs/${waiting}`,
  },
  { name: "deliveries", about: "What came in, and what became of it.", path: () => "/deliveries" },
  {
    name: "delivery",
    about: "One delivery, with a sentence for each trigger.",
    path: ({ delivery }) => `/deliveries/${delivery}`,
  },
  { name: "projects", about: "The directories and repositories that runs work in.", path: () => "/projects" },
  { name: "new-project", about: "Another one.", path: () => "/projects/new" },
  {
    name: "project",
    about: "One project: its clone, its runs, its worktrees.",
    path: ({ project }) => `/projects/${project}`,
  },
  { name: "accounts", about: "Logins and keys, how far each is used, and who takes over.", path: () => "/accounts" },
  { name: "chain", about: "Who runs it, in order.", path: () => "/accounts?tab=chain" },
  { name: "usage", about: "What was spent, by day, trigger, model and account.", path: () => "/usage" },
  { name: "budgets", about: "What may be spent.", path: () => "/usage?tab=budgets" },
  { name: "prices", about: "What a token costs.", path: () => "/usage?tab=prices" },
  { name: "settings", about: "Keys, notifications, backups, the audit log.", path: () => "/settings" },
];

/** The parts of the dashboard that the navigation leads to, with what lies in them. */
export function places(): Place[] {
  const parts = PAGES.flatMap((page) => [page.to as string, ...("also" in page ? [page.also] : [])]);
  return ALL.filter(({ path }) => parts.includes(`/${/^\/(\w*)/.exec(path(NO_IDS))?.[1]}`));
}

const NO_IDS: Ids = {
  ...{ done: "", failed: "", live: "", coloured: "", trigger: "", delivery: "", project: "" },
  ...{ workflow: "", run: "", waiting: "" },
};
