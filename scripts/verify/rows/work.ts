import type { Row } from "../row.ts";

/** Prompts, commands, children, schedules. */
export const workRows: readonly Row[] = [
  {
    row: "PromptRenderer and CommandBuilder (QUAL-03)",
    passes: "one pass, cut, cleaned, set apart; argv of each CLI as recorded, the prompt never in it",
    tests: { "src/triggers/render.test.ts": [], "src/backends/kinds.test.ts": [] },
  },
  {
    row: "placeholders of pull requests (DEFER-06-02)",
    passes: "values come from where GitHub puts them; nothing is left unfilled in what is sent",
    tests: { "src/triggers/values.test.ts": ["a pull request's values"], "src/templates/library.test.ts": [] },
  },
  {
    row: "a schedule fires once (pitfall 4)",
    passes: "with overlapping runs, after an edit, a restart, a clock that jumps; a bad time zone is 400",
    tests: { "src/schedules/jumps.test.ts": [], "src/schedules/queue.test.ts": [], "src/schedules/api.test.ts": [] },
  },
  {
    row: "child environment",
    passes: "an allow-list: none of the server's secrets, its own account's variables alone",
    tests: { "src/executions/account-env.test.ts": [] },
  },
  {
    row: "kill -9 marks runs interrupted",
    overruled: "“a running CLI survives a crash of the server and is picked up again by the next one” (design 1, P4)",
  },
];
