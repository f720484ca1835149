import { REPOSITORY, script, type WorkflowData } from "./kind.ts";

export const releaseNotesWorkflow: WorkflowData = {
  id: "release-notes",
  name: "Release notes, looked at by a person",
  description:
    "Reads what was committed between two tags, has the notes written for users, and asks a person before they are the " +
    "run's output. A workflow that waits for its end can publish them.",
  graph: {
    nodes: [
      {
        ...{ id: "log", kind: "command", name: "Read the log", timeout_secs: 600 },
        command: script(`\
git clone -q --bare -- "$(get .input.repository)" repo
git -C repo log --no-merges --format='%h %s%n%b' --end-of-options "$(get .input.from)..$(get .input.to)" | head -c 100000`),
      },
      {
        ...{ id: "write", kind: "agent", name: "Write the notes", permissions: "read_only", timeout_secs: 1_800 },
        prompt: `\
Write the notes of the release {input.to} for the people who use it, in Markdown: what is new, what is fixed, what they must do. Leave out what only its makers see. Say nothing that the log does not say.

The log since {input.from}: {nodes.log.text}`,
      },
      {
        ...{ id: "look", kind: "approval", name: "Are the notes right?", expires_secs: 30 * 86_400 },
        question: "Are these the notes of {input.to}?\n\n{nodes.write.text}",
      },
      { id: "notes", kind: "transform", value: { tag: "{input.to}", notes: "{nodes.write.text}" } },
    ],
    edges: [
      { from: "log", to: "write" },
      { from: "write", to: "look" },
      { from: "look", to: "notes" },
    ],
    input_schema: {
      type: "object",
      required: ["repository", "from", "to"],
      properties: {
        repository: REPOSITORY,
        from: { type: "string", title: "Since the tag", pattern: "^[^-]" },
        to: { type: "string", title: "Up to the tag", pattern: "^[^-]" },
      },
    },
  },
  example: { repository: "https://github.com/acme/shop.git", from: "v1.3.0", to: "v1.4.0" },
};
