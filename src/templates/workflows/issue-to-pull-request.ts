import { REPOSITORY, script, type WorkflowData } from "./kind.ts";

export const issueToPullRequest: WorkflowData = {
  id: "issue-to-pull-request",
  name: "From an issue to a pull request",
  description:
    "Judges an issue, fixes it when that is clear, runs the tests, asks a person, and then pushes a branch and opens a " +
    "pull request. Tests are what `npm test` or `make test` runs. It pushes with the git credentials of the server's " +
    "user; the pull request is opened by `gh` where that is installed, else the branch waits for one.",
  graph: {
    nodes: [
      {
        ...{ id: "clone", kind: "command", name: "Clone", timeout_secs: 600 },
        command: script(`git clone -q -- "$(get .input.repository)" repo`),
      },
      {
        ...{ id: "triage", kind: "agent", name: "Triage", permissions: "read_only", timeout_secs: 1_800 },
        prompt: `\
An issue was opened in the repository that the directory repo is a clone of. Change no file.

Title: {input.title}
Text: {input.body}

Find where it comes from. It can be fixed when you know the lines and what they should do, and no person has to choose.

Answer with JSON alone: {"fixable": true or false, "plan": "which files to change and how, or what is missing"}`,
        output_schema: {
          type: "object",
          required: ["fixable", "plan"],
          properties: { fixable: { type: "boolean" }, plan: { type: "string" } },
        },
      },
      {
        ...{ id: "clear", kind: "condition", name: "Is it clear what to do?" },
        filter: { path: "nodes.triage.data.fixable", op: "eq", value: true },
      },
      { id: "unclear", kind: "transform", value: { fixed: false, why: "{nodes.triage.data.plan}" } },
      {
        ...{ id: "fix", kind: "agent", name: "Fix", permissions: "edit", timeout_secs: 3_600 },
        prompt: `\
Fix an issue in the directory repo, and change nothing beside it. Add a test that fails without the fix. Commit nothing.

The issue: {input.title}
The plan: {nodes.triage.data.plan}`,
      },
      {
        ...{ id: "test", kind: "command", name: "Test", timeout_secs: 3_600 },
        command: script(`\
cd repo
if [ -f package.json ]; then npm test; elif [ -f Makefile ]; then make test; else echo "There are no tests to run." >&2; exit 1; fi
git add --all
git diff --cached --stat`),
      },
      {
        ...{ id: "ask", kind: "approval", name: "Open a pull request?", expires_secs: 7 * 86_400 },
        question: "The tests pass. Open a pull request for “{input.title}”?\n\n{nodes.test.text}",
      },
      {
        ...{ id: "pull_request", kind: "command", name: "Open the pull request", timeout_secs: 600 },
        command: script(`\
cd repo
branch="agented/issue-$(get '.input.number | tonumber')"
title=$(get .input.title)
git checkout -q -B "$branch"
git -c user.name=agented -c user.email=agented@localhost commit -q -m "$title"
git push -q --force origin "HEAD:refs/heads/$branch"
url=null
if command -v gh > /dev/null 2>&1; then
  url=$(gh pr create --draft --head "$branch" --title "$title" --body "Closes #$(get .input.number)." | tail -n 1 | jq -R .)
fi
printf '{"fixed": true, "branch": "%s", "url": %s}' "$branch" "$url"`),
      },
    ],
    edges: [
      { from: "clone", to: "triage" },
      { from: "triage", to: "clear" },
      { from: "clear", to: "unclear", when: "false" },
      { from: "clear", to: "fix", when: "true" },
      { from: "fix", to: "test" },
      { from: "test", to: "ask" },
      { from: "ask", to: "pull_request" },
    ],
    input_schema: {
      type: "object",
      required: ["repository", "number", "title"],
      properties: {
        repository: REPOSITORY,
        number: { type: "integer", minimum: 1, title: "Number of the issue" },
        title: { type: "string", title: "Title" },
        body: { type: "string", default: "", title: "Text" },
      },
    },
  },
  example: { repository: "https://github.com/acme/shop.git", number: 12, title: "The total is wrong", body: "By one." },
};
