import { expect, test } from "bun:test";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { TestRepo } from "~/testing/git-server.ts";
import { fromGithub, GITHUB_SECRET, githubTrigger, pullRequest } from "~/testing/github.ts";
import { misfitsInTurn, signedIn } from "~/testing/pages.ts";
import { until } from "~/testing/until.ts";
import { note } from "../store.ts";
import { addProject, hanging, openStage, runIn, type Stage, startIn } from "../testing.ts";

const open = () => openStage({ GITHUB_WEBHOOK_SECRET: GITHUB_SECRET });

/** Projects in every state; the shop has runs, worktrees, a review and findings. */
async function withProjects(stage: Stage) {
  const { client, host, app } = stage;
  const repo = host.repo("acme/shop");
  const shop = await addProject(stage, repo.url, { name: "Shop", repository: "acme/shop" });
  await runIn(stage, shop.id, "seq 1000 >numbers");
  await startIn(stage, shop.id, "sleep 300", { name: "Long work" });
  await review(stage, repo);
  await audit(stage, shop.id);
  await addProject(stage, `${host.url}/acme/none.git`, { name: "Misspelt" });
  const path = join(app.data_dir, "..", `handbook-${crypto.randomUUID()}`);
  mkdirSync(path);
  await client.call("POST", "/admin/projects", { name: "Handbook", kind: "local", path }, 201);
  host.before = (request) => (request.url.includes("/acme/huge") ? hanging(request) : undefined);
  const huge = { name: "Monorepo", kind: "git", url: `${host.url}/acme/huge.git` };
  const { id: cloning } = await client.call("POST", "/admin/projects", huge, 201);
  note(app.ctx, cloning, { phase: "receiving", percent: 42 });
  return shop.id as string;
}

async function review({ client }: Stage, repo: TestRepo) {
  const outcome = { summary: "The sum is not checked against the stock.", verdict: "fail" };
  const prompt_template = `outcome ${JSON.stringify(outcome)}`;
  await githubTrigger(client, { events: ["pull_request"] }, { name: "Reviewer", backend: "claude", prompt_template });
  const head = {
    ref: "fix",
    sha: repo.commit({ "sum.ts": "1 + 1\n" }, "refs/pull/7/head"),
    repo: { full_name: "acme/shop" },
  };
  const given = pullRequest({ head, title: "Check the stock before the sum", state: "open", merged: false });
  const payload = { ...given, repository: { full_name: "acme/shop", html_url: "https://github.com/acme/shop" } };
  const { execution_ids } = await fromGithub(client, "pull_request", payload);
  await client.finished(execution_ids[0]);
}

async function audit({ client }: Stage, project_id: string) {
  const findings = [
    {
      severity: "critical",
      title: "SQL is put together from the query",
      path: "src/search.ts",
      line: 12,
      fix: "Bind it.",
    },
    { severity: "low", title: "Prototype pollution", package: "lodash", version: "4.17.0" },
  ];
  const id = await client.start(
    ["sh", "-c", 'cat >"$AGENTED_RESULT_FILE"'],
    { project_id },
    JSON.stringify({ findings }),
  );
  await client.finished(id);
  await until("findings", async () => (await client.call("GET", `/admin/findings?project=${project_id}`)).findings[0]);
}

test("projects fit, keep their policy and can be read by all", async () => {
  await using stage = await open();
  const shop = await withProjects(stage);
  await using browsing = await signedIn(stage.client, "/projects");
  const pages = {
    projects: "/projects",
    "new-project": "/projects/new",
    project: `/projects/${shop}`,
    worktrees: `/projects/${shop}?tab=worktrees`,
    reviews: `/projects/${shop}?tab=reviews`,
    findings: `/projects/${shop}?tab=findings`,
    "project-settings": `/projects/${shop}?tab=settings`,
  };
  expect(await misfitsInTurn(browsing, stage.client.url, pages)).toEqual([]);
  expect(browsing.complaints).toEqual([]);
});

test("a project is made, with what is wrong beside its field, and its clone is told of as it goes", async () => {
  await using stage = await open();
  const { host, client } = stage;
  let release = () => {};
  const held = new Promise<undefined>((resolve) => {
    release = () => resolve(undefined);
  });
  host.before = () => held as unknown as Promise<Response>;
  await using browsing = await signedIn(client, "/projects");
  const { page } = browsing;
  await page.getByRole("link", { name: "New project" }).click();
  await page.getByLabel("Address").fill("shop");
  await page.getByRole("button", { name: "Clone it" }).click();
  await page.getByText("must be an address such as").waitFor();
  await page.getByLabel("Address").fill(host.repo("acme/shop").url);
  expect(await page.getByLabel("Name").inputValue()).toBe("shop");
  await page.getByRole("button", { name: "Clone it" }).click();
  await page.getByRole("heading", { name: "shop" }).waitFor();
  await page.getByText("cloning", { exact: true }).waitFor();
  release();
  await page.getByText("ready", { exact: true }).waitFor();
  await page.getByRole("tab", { name: "Settings" }).click();
  await page.getByLabel("Name").fill("Shop");
  await page.getByLabel("Branch prefix").fill("-bots/");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("must be what the name of a branch can begin with").waitFor();
  await page.getByLabel("Branch prefix").fill("bots/");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("heading", { name: "Shop" }).waitFor();
});

test("a worktree is removed after a word of warning, and its project once nothing names it", async () => {
  await using stage = await open();
  const project = await addProject(stage, stage.host.repo("acme/shop").url, { name: "Shop" });
  const { trigger_id } = await runIn(stage, project.id, "echo work >done");
  await using browsing = await signedIn(stage.client, `/projects/${project.id}?tab=worktrees`);
  const { page } = browsing;
  await page.getByRole("button", { name: "Remove" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("files that git ignores are lost").waitFor();
  await dialog.getByRole("button", { name: "Remove" }).click();
  await page.getByText("removed", { exact: true }).waitFor();
  await dialog.waitFor({ state: "hidden" });
  await page.getByRole("button", { name: "Delete" }).click();
  await dialog.getByRole("button", { name: "Delete" }).click();
  await dialog.getByText("change or delete that first").waitFor();
  await stage.client.call("DELETE", `/admin/triggers/${trigger_id}`, undefined, 204);
  await dialog.getByRole("button", { name: "Delete" }).click();
  await page.getByText("There is none yet.").waitFor();
});
