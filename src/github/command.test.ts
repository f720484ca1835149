import { expect, test } from "bun:test";
import { gitServer } from "~/testing/git-server.ts";
import { comment, fromGithub, githubTrigger } from "~/testing/github.ts";
import { startGithubStub } from "~/testing/github-stub.ts";
import { openTest } from "~/testing/server.ts";
import { until } from "~/testing/until.ts";
import { REPOSITORY, settled } from "./testing.ts";

test("a command on a pull request works at its head, also when that is a fork's, and reports there", async () => {
  await using github = startGithubStub();
  using host = gitServer();
  await using app = await openTest({ ...github.app, ALLOWED_PRIVATE_HOSTS: host.host });
  const { client } = app;
  const repo = host.repo(REPOSITORY);
  // GitHub keeps the head of a fork's pull request there too, and on no branch.
  repo.commit({ "README.md": "first\n" }, "refs/pull/7/head");
  const head = repo.commit({ "README.md": "of the pull request\n" }, "refs/pull/7/head");
  github.state.permissions.set(`${REPOSITORY} jo`, "write");
  const given = { name: "hello", kind: "git", url: repo.url, repository: REPOSITORY };
  const { id } = await client.call("POST", "/admin/projects", given, 201);
  await until("the clone", async () => (await client.call("GET", `/admin/projects/${id}`)).status === "ready");
  await githubTrigger(
    client,
    { events: ["issue_comment"], command: "/agented" },
    { backend_config: { command: ["cat", "README.md"] }, allowed_actions: ["check"] },
  );
  const said = { ...comment("/agented look"), repository: { full_name: REPOSITORY } };
  const { execution_ids } = await fromGithub(client, "issue_comment", said);
  await settled(client, execution_ids[0], 1);
  expect(await client.lines(execution_ids[0])).toEqual(["of the pull request"]);
  expect((await client.execution(execution_ids[0])).ref).toBe(`pull/7/${head}`);
  expect(structuredClone(github.state.checks)).toMatchObject([{ head_sha: head, conclusion: "success" }]);
  const { reviews } = await client.call("GET", "/admin/reviews");
  expect(reviews).toMatchObject([{ repository: REPOSITORY, number: 7, head_sha: head }]);
});
