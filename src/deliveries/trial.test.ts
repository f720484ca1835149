import { expect, test } from "bun:test";
import { webhook } from "~/testing/deliver.ts";
import { GITHUB_SECRET, githubTrigger } from "~/testing/github.ts";
import { openTest } from "~/testing/server.ts";

const env = { GITHUB_WEBHOOK_SECRET: GITHUB_SECRET };
type App = Awaited<ReturnType<typeof openTest>>;
const tryOut = ({ client }: App, id: string, body: unknown = {}, status = 202) =>
  client.call("POST", `/admin/triggers/${id}/test`, body, status);

/** As a person who pastes it into a shell. */
async function paste(command: string) {
  const shell = Bun.spawn(["sh", "-c", command], { stdout: "pipe", stderr: "pipe" });
  const [out, err] = await Promise.all([new Response(shell.stdout).text(), new Response(shell.stderr).text()]);
  if ((await shell.exited) !== 0) throw new Error(err);
  return JSON.parse(out);
}

test("a test is a delivery as any other, and its curl is one that holds", async () => {
  await using app = await openTest(env);
  const { id } = await webhook(app.client, { text_path: "note" });
  const payload = { note: "it's a \"test\" $(id) `id` \\ \n 'x'" };
  const told = await tryOut(app, id, { payload });
  expect(told).toMatchObject({
    status: "accepted",
    verdicts: [{ trigger_id: id, holds: true, why: "it has no filter" }],
  });
  expect(await app.client.finished(told.execution_ids[0])).toMatchObject({
    origin: "webhook",
    status: "succeeded",
    delivery_id: told.delivery_id,
  });
  const shown = await app.client.call("GET", `/admin/deliveries/${told.delivery_id}`);
  expect(shown).toMatchObject({ origin: "test", trigger_id: id, body: payload });
  expect((await tryOut(app, id, { payload })).status).toBe("accepted");
  expect(told.curl).not.toContain("a secret of a test");
  const pasted = await paste(told.curl);
  expect(pasted.status).toBe("accepted");
  expect(await app.client.call("GET", `/admin/deliveries/${pasted.delivery_id}`)).toMatchObject({
    origin: "sent",
    body: payload,
  });
});

test("a sample of its own kind is sent where no payload is given, and what does not hold is said", async () => {
  await using app = await openTest(env);
  const source = { events: ["issue_comment"], command: "/agented", repositories: ["octocat/*"] };
  const { id } = await githubTrigger(app.client, source, { prompt_template: "{message}" });
  const told = await tryOut(app, id);
  expect((await app.client.finished(told.execution_ids[0])).prompt).toContain(">please</untrusted-");
  expect((await paste(told.curl)).status).toBe("accepted");
  const other = await tryOut(app, id, { event: "issues", payload: {} });
  expect(other).toMatchObject({
    status: "ignored",
    verdicts: [{ holds: false, why: 'the event is "issues", not "issue_comment"' }],
  });
  await app.client.call("PATCH", `/admin/triggers/${id}`, { enabled: false }, 200);
  expect((await tryOut(app, id)).verdicts[0].why).toEndWith("in octocat/hello-world); the trigger is disabled");
});

test("without GitHub's secret there is no curl; what takes no deliveries is run instead", async () => {
  await using app = await openTest();
  const { id } = await githubTrigger(app.client);
  expect(await tryOut(app, id)).toMatchObject({ status: "accepted", curl: null });
  const manual = await app.client.trigger();
  const problem = await tryOut(app, manual.id, {}, 400);
  expect(problem.detail).toBe("A trigger with the source manual takes no deliveries: run it instead.");
  await tryOut(app, manual.id, { event: "X Y" }, 400);
});

test("a signed request is there for whoever sends it himself, and nothing is sent until then", async () => {
  await using app = await openTest(env);
  const { id } = await webhook(app.client);
  const path = `/admin/triggers/${id}/signed-request`;
  const told = await app.client.call("POST", path, { payload: { n: 1 } }, 200);
  expect(told).toMatchObject({ url: `${app.client.url}/api/webhooks/${id}`, body: '{"n":1}' });
  expect((await app.client.call("GET", "/admin/deliveries")).deliveries).toEqual([]);
  expect((await paste(told.curl)).status).toBe("accepted");
  const manual = await app.client.trigger();
  await app.client.call("POST", `/admin/triggers/${manual.id}/signed-request`, {}, 400);
});
