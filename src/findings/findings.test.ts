import { expect, test } from "bun:test";
import { actsOf } from "~/testing/acts.ts";
import { openTest } from "~/testing/server.ts";
import { until } from "~/testing/until.ts";
import { finding_audits } from "./tables.ts";

type App = Awaited<ReturnType<typeof openTest>>;

const LODASH = { severity: "high", title: "Prototype pollution", package: "lodash", version: "4.17.0" } as const;
const XSS = { severity: "low", title: "Unescaped output", path: "src/page.ts", line: 3 } as const;

/** An auditor that answers what it is told. */
async function auditor(app: App) {
  const { id } = await app.client.trigger({
    backend_config: { command: ["sh", "-c", SCRIPT] },
    working_dir: app.data_dir,
  });
  const run = async (message: string) => {
    const { execution_id } = await app.client.call("POST", `/admin/triggers/${id}/run`, { message });
    await app.client.finished(execution_id);
    const { newest, read } = HEARD;
    const heard = () => app.ctx.db.sqlite.query<{ seq: number }, []>(read).get()?.seq;
    const told = app.ctx.db.sqlite.query<{ seq: number | null }, []>(newest).get()?.seq ?? 0;
    await until("the news to be taken in", () => (heard() ?? 0) >= told);
    return execution_id as string;
  };
  return { id, run, find: (findings: unknown[]) => run(JSON.stringify({ findings })) };
}
const SCRIPT = 'cat > "$AGENTED_RESULT_FILE"; ! grep -q fail "$AGENTED_RESULT_FILE"';
const HEARD = {
  newest: "SELECT max(seq) AS seq FROM execution_news",
  read: "SELECT seq FROM news_followers WHERE follower = 'findings'",
};

const list = async ({ client }: App, query = "") => (await client.call("GET", `/admin/findings?${query}`)).findings;

test("a finding is kept once, is fixed when the next audit names it no more, and opens when it is back", async () => {
  await using app = await openTest();
  const { client, data_dir } = app;
  const { id: trigger_id, find } = await auditor(app);
  const first = await find([LODASH, XSS]);
  expect(await list(app)).toMatchObject([
    { ...XSS, status: "open", project: data_dir, trigger_id, execution_id: first, package: null },
    { ...LODASH, status: "open", project: data_dir, path: null },
  ]);
  expect((await client.call("GET", "/admin/findings/projects")).projects).toMatchObject([
    { project: data_dir, verdict: "fail", open: { high: 1, low: 1 }, last_audit: { execution_id: first } },
  ]);
  const second = await find([{ ...XSS, line: 9 }]);
  expect(await list(app)).toMatchObject([
    { ...XSS, line: 9, status: "open", execution_id: second },
    { ...LODASH, status: "fixed", execution_id: first },
  ]);
  await find([{ ...LODASH, version: "4.17.1" }]);
  expect(await list(app)).toMatchObject([
    { ...XSS, line: 9, status: "fixed" },
    { ...LODASH, version: "4.17.1", status: "open" },
  ]);
  await find([]);
  const { audits } = await client.call("GET", "/admin/findings/audits");
  expect(audits).toMatchObject([
    { verdict: "pass", new: 0, fixed: 1, open: 0 },
    { verdict: "fail", new: 0, fixed: 1, open: 1 },
    { verdict: "pass", new: 0, fixed: 1, open: 1, execution_id: second },
    { verdict: "fail", new: 2, fixed: 0, open: 2, execution_id: first, trigger_id, project: data_dir },
  ]);
  expect(await list(app, "status=open")).toEqual([]);
});

test.each([
  ["failed", JSON.stringify({ findings: [], summary: "fail" })],
  ["said nothing that can be read", "{"],
  ["said nothing of findings", JSON.stringify({ verdict: "pass" })],
])("a run that %s fixes nothing", async (_, message) => {
  await using app = await openTest();
  const { find, run } = await auditor(app);
  await find([LODASH]);
  await run(message);
  expect(await list(app)).toMatchObject([{ status: "open" }]);
  expect(app.ctx.db.orm.select().from(finding_audits).all()).toHaveLength(1);
});

test("a run may look at several projects, and says nothing of those it does not name", async () => {
  await using app = await openTest();
  const { client } = app;
  const { find } = await auditor(app);
  await find([
    { ...LODASH, project: "web" },
    { ...XSS, project: "app" },
  ]);
  await find([{ ...XSS, project: "web" }]);
  expect(await list(app, "project=web")).toMatchObject([{ title: XSS.title, status: "open" }, { status: "fixed" }]);
  expect(await list(app, "project=app&severity=low")).toMatchObject([{ status: "open" }]);
  const page = await client.call("GET", "/admin/findings/projects?limit=1");
  expect(page.projects).toMatchObject([{ project: "web", verdict: "pass" }]);
  const next = await client.call("GET", `/admin/findings/projects?cursor=${page.next_cursor}`);
  expect(next).toMatchObject({ projects: [{ project: "app", verdict: "pass" }], next_cursor: null });
});

test("what one trigger does not look for stays open though another found it too", async () => {
  await using app = await openTest();
  const [one, other] = [await auditor(app), await auditor(app)];
  await one.find([LODASH]);
  await other.find([LODASH]);
  await other.find([]);
  expect(await list(app, `trigger_id=${one.id}`)).toMatchObject([{ status: "open" }]);
  expect(await list(app, `trigger_id=${other.id}`)).toMatchObject([{ status: "fixed" }]);
  const [project] = (await app.client.call("GET", "/admin/findings/projects")).projects;
  expect(project).toMatchObject({ verdict: "fail", open: { high: 1 } });
});

test("a person ignores a finding with a reason, which the next audit respects and the log keeps", async () => {
  await using app = await openTest();
  const { client } = app;
  const { find } = await auditor(app);
  await find([LODASH]);
  const [{ id }] = await list(app);
  const { errors } = await client.call("PATCH", `/admin/findings/${id}`, { status: "ignored" }, 400);
  expect(errors[0].path).toBe("note");
  await client.call("PATCH", `/admin/findings/${id}`, { status: "ignored", note: "Not reachable." }, 200);
  await find([LODASH]);
  expect(await client.call("GET", `/admin/findings/${id}`)).toMatchObject({
    status: "ignored",
    note: "Not reachable.",
  });
  const [{ verdict, open }] = (await client.call("GET", "/admin/findings/projects")).projects;
  expect({ verdict, open }).toEqual({ verdict: "pass", open: {} });
  const acts = actsOf(app.ctx);
  expect(acts.filter(({ action }) => action === "finding.ignored")).toMatchObject([
    { subject_id: id, before: { status: "open", note: null }, after: { status: "ignored", note: "Not reachable." } },
  ]);
  await client.call("PATCH", "/admin/findings/find-01kb3m6g000000000000", { status: "open" }, 404);
});
