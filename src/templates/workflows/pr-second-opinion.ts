import { script, type WorkflowData } from "./kind.ts";

const opinion = {
  type: "object",
  properties: { verdict: { enum: ["pass", "fail"] }, points: { type: "array", items: { type: "string" } } },
  required: ["verdict", "points"],
};
const prompt = `\
You review a pull request as a senior engineer. The directory repo is a checkout of its head. Change no file.

Title: {input.pull_request.title}
Description: {input.pull_request.body}
The change: {nodes.checkout.text}

Look for what will hurt: wrong results, races, security, lost data, broken compatibility. Prove each point in the code, and drop what you cannot prove.

Answer with JSON alone: {"verdict": "pass" or "fail", "points": ["file:line: what goes wrong, and when", …]}`;

export const prSecondOpinion: WorkflowData = {
  id: "pr-second-opinion",
  name: "Pull request review with a second opinion",
  description:
    "Two CLIs review a pull request without knowing of each other, and a third run weighs what they say and proposes one " +
    "review. Start it by a trigger with the source github and the event pull_request: its payload is the input. The " +
    "repository is cloned by git as the server's user may.",
  graph: {
    nodes: [
      {
        ...{ id: "checkout", kind: "command", name: "Check out the head", timeout_secs: 600 },
        command: script(`\
git clone -q --no-tags -- "$(get .input.repository.clone_url)" repo
git -C repo fetch -q origin "pull/$(get '.input.pull_request.number | tonumber')/head"
git -C repo checkout -q --detach FETCH_HEAD
git -C repo diff origin/HEAD...HEAD | head -c 100000`),
      },
      {
        ...{ id: "first", kind: "agent", name: "First opinion", prompt, output_schema: opinion },
        ...{ permissions: "read_only", timeout_secs: 1_800 },
      },
      {
        ...{ id: "second", kind: "agent", name: "Second opinion", prompt, output_schema: opinion },
        ...{
          permissions: "read_only",
          timeout_secs: 1_800,
          chain: { entries: [{ backend: "codex" }] },
          optional: true,
        },
      },
      {
        ...{ id: "weigh", kind: "agent", name: "Weigh both", permissions: "read_only", timeout_secs: 1_800 },
        allowed_actions: ["review"],
        prompt: `\
Two reviewers have looked at a pull request, whose head the directory repo is a checkout of.

The first: {nodes.first.text}
The second: {nodes.second.text}

Check each point against the code. Keep what holds, once; drop what does not. Propose one review: request_changes when something must not be merged as it is, else comment. Never approve.

{outcome_format}`,
      },
    ],
    edges: [
      { from: "checkout", to: "first" },
      { from: "checkout", to: "second" },
      { from: "first", to: "weigh" },
      { from: "second", to: "weigh", when: "always" },
    ],
    input_schema: {
      type: "object",
      required: ["pull_request", "repository"],
      properties: {
        pull_request: { type: "object", required: ["number", "title"] },
        repository: { type: "object", required: ["clone_url"] },
      },
    },
  },
  example: {
    pull_request: { number: 7, title: "Retry payments", body: "They failed now and then." },
    repository: { clone_url: "https://github.com/acme/shop.git" },
  },
};
