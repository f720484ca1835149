import { afterAll, beforeAll, expect, test } from "bun:test";
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openTest } from "~/testing/server.ts";
import { until } from "~/testing/until.ts";
import { shippedWorkflows } from "./workflows/index.ts";

let app: Awaited<ReturnType<typeof openTest>>;
let origin: string;
const git = (...argv: string[]) =>
  execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@localhost", ...argv]).toString();

/** A bare repository with two tags, a pull request's head, and a test that passes once `fixed.txt` is there. */
function openOrigin(): string {
  const dir = join(app.data_dir, "..", `${app.data_dir.split("/").at(-1)}-origin`);
  const work = `${dir}-work`;
  mkdirSync(work, { recursive: true });
  git("init", "-q", "-b", "main", work);
  writeFileSync(join(work, "Makefile"), "test:\n\t@test -f fixed.txt\n");
  const commit = (message: string) => {
    git("-C", work, "add", ".");
    git("-C", work, "commit", "-q", "-m", message);
  };
  commit("Begin");
  git("-C", work, "tag", "v1");
  writeFileSync(join(work, "new.txt"), "new\n");
  commit("Add what is new");
  git("-C", work, "tag", "v2");
  git("-C", work, "checkout", "-q", "-b", "change");
  writeFileSync(join(work, "change.txt"), "changed by the pull request\n");
  commit("Change");
  git("clone", "-q", "--bare", work, dir);
  git("-C", dir, "update-ref", "refs/pull/7/head", "refs/heads/change");
  git("-C", dir, "symbolic-ref", "HEAD", "refs/heads/main");
  return dir;
}

beforeAll(async () => {
  app = await openTest();
  origin = openOrigin();
});
afterAll(() => app[Symbol.asyncDispose]());

const chain = { entries: [{ backend: "claude" }] };
const order = (text: string) => `\n${text.replaceAll(";", "\\u003b")}\n`;

/** Starts what a template was made into; an approval is given when it is asked for. */
async function run(id: string, input: unknown) {
  const { id: workflow_id } = await app.client.call("POST", `/admin/workflow-templates/${id}/use`, { chain }, 201);
  const { run_id } = await app.client.call("POST", `/admin/workflows/${workflow_id}/runs`, { input }, 202);
  return until(`the run of ${id} to end`, async () => {
    const run = await app.client.call("GET", `/admin/runs/${run_id}`);
    const asking = run.nodes.find(
      ({ kind, status }: Record<string, string>) => kind === "approval" && status === "waiting",
    );
    if (asking)
      await app.client.call("POST", `/admin/runs/${run_id}/nodes/${asking.node_id}/decision`, { approve: true }, 200);
    return run.ended_at && run;
  });
}
// biome-ignore lint/suspicious/noExplicitAny: a test says by its assertions what it expects of a run
const nodeOf = (run: any, id: string) => run.nodes.find((node: any) => node.node_id === id && node.item < 0);

test("each is listed, and can be published with an input that it takes", async () => {
  const { templates } = await app.client.call("GET", "/admin/workflow-templates");
  expect(templates.map(({ id }: { id: string }) => id)).toEqual(shippedWorkflows.map(({ id }) => id));
  for (const { id, example, graph } of templates) {
    const made = await app.client.call("POST", `/admin/workflow-templates/${id}/use`, { name: `My ${id}` }, 201);
    expect(made).toMatchObject({ name: `My ${id}`, version: 1, draft: null });
    const checked = await app.client.call("POST", "/admin/workflows/check", graph, 200);
    expect(checked).toEqual({ errors: [], warnings: [] });
    const { run_id } = await app.client.call("POST", `/admin/workflows/${made.id}/runs`, { input: example }, 202);
    await app.client.call("POST", `/admin/runs/${run_id}/cancel`, undefined, 202);
  }
  await app.client.call("POST", "/admin/workflow-templates/none/use", {}, 404);
});

test("two review a pull request, and one weighs what they say", async () => {
  const opinions = [
    `on claude: say {"verdict": "fail", "points": ["change.txt:1: wrong"]}`,
    `on codex: say {"verdict": "pass", "points": []}`,
  ];
  const pull_request = { number: 7, title: "Change", body: order(opinions.join("\n")) };
  const done = await run("pr-second-opinion", { pull_request, repository: { clone_url: origin } });
  expect(done.status).toBe("succeeded");
  expect(nodeOf(done, "checkout").text).toContain("+changed by the pull request");
  expect(nodeOf(done, "first").data.verdict).toBe("fail");
  expect(nodeOf(done, "second").data.verdict).toBe("pass");
  const weighing = await app.client.execution(nodeOf(done, "weigh").execution_id);
  expect(weighing).toMatchObject({ permissions: "read_only", allowed_actions: ["review"] });
  for (const text of ["change.txt:1: wrong", '"verdict": "pass"', '"const":"review"'])
    expect(weighing.prompt).toContain(text);
});

test("an issue becomes a branch: judged, fixed, tested, approved, pushed", async () => {
  const plan = "\\nwrite repo/fixed.txt mended\\n";
  const body = order(`say {"fixable": true, "plan": "${plan}"}`);
  const issue = { repository: origin, number: 12, title: "The total is wrong", body };
  const done = await run("issue-to-pull-request", issue);
  expect(done).toMatchObject({ status: "succeeded", output: { fixed: true, branch: "agented/issue-12" } });
  expect(nodeOf(done, "ask").text).toContain("fixed.txt");
  expect(git("-C", origin, "show", "agented/issue-12:fixed.txt")).toBe("mended");
  expect(git("-C", origin, "log", "-1", "--format=%s", "agented/issue-12").trim()).toBe("The total is wrong");
});

test("an issue that is not clear is left, with what is missing", async () => {
  const body = order(`say {"fixable": false, "plan": "Which total?"}`);
  const done = await run("issue-to-pull-request", { repository: origin, number: 13, title: "Wrong", body });
  expect(done).toMatchObject({ status: "succeeded", output: { fixed: false, why: "Which total?" } });
});

test("the same is asked of many repositories, and summed up", async () => {
  const done = await run("over-repositories", { repositories: [origin, origin], task: order("say Both are fine.") });
  expect(done).toMatchObject({ status: "succeeded", output: "Both are fine." });
  expect(nodeOf(done, "ask").data).toEqual(["Both are fine.", "Both are fine."]);
});

test("an audit reports what is grave, and ends quietly where nothing is", async () => {
  const { id } = await app.client.call("POST", "/admin/workflow-templates/security-nightly/use", { chain }, 201);
  const version = await app.client.call("GET", `/admin/workflows/${id}/versions/1`);
  const audited = async (severity: string) => {
    const graph = structuredClone(version.graph);
    graph.nodes[1].each.prompt += order(`say {"findings": [{"severity": "${severity}", "title": "A hole"}]}`);
    graph.nodes.find((node: { id: string }) => node.id === "report").prompt += order("say # Act today");
    await app.client.call("PUT", `/admin/workflows/${id}/draft`, graph, 200);
    await app.client.call("POST", `/admin/workflows/${id}/versions`, {}, 201);
    const { run_id } = await app.client.call(
      "POST",
      `/admin/workflows/${id}/runs`,
      { input: { repositories: [origin] } },
      202,
    );
    await (await app.client.fetch(`/admin/runs/${run_id}/stream`)).text();
    return app.client.call("GET", `/admin/runs/${run_id}`);
  };
  expect(await audited("high")).toMatchObject({ status: "succeeded", output: "# Act today" });
  expect(await audited("low")).toMatchObject({ status: "succeeded", output: { grave: false } });
});

test("notes are written of what lies between two tags, and are the output once a person has said yes", async () => {
  const done = await run("release-notes", { repository: origin, from: "v1", to: "v2" });
  expect(nodeOf(done, "log").text).toContain("Add what is new");
  expect(done).toMatchObject({ status: "succeeded", output: { tag: "v2", notes: expect.any(String) } });
  expect((await app.client.execution(nodeOf(done, "write").execution_id)).prompt).toContain("Add what is new");
});
