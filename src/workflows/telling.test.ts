import { afterAll, beforeAll, expect, test } from "bun:test";
import { openReceiver, type Receiver } from "~/testing/receiver.ts";
import { until } from "~/testing/until.ts";
import { type App, edge, ended, give, nodeOf, openTest, published, ran, stands, started } from "./testing.ts";

const PUBLIC_URL = "https://agented.example.com";
let receiver: Receiver;
let app: App;
beforeAll(async () => {
  receiver = openReceiver();
  app = await openTest({ ALLOWED_PRIVATE_HOSTS: receiver.place, PUBLIC_URL });
});
afterAll(async () => {
  await app[Symbol.asyncDispose]();
  await receiver[Symbol.asyncDispose]();
});

async function rule(events: string[]): Promise<string> {
  const target = { kind: "webhook", url: `${receiver.url}/hook` };
  const channel = await app.client.call("POST", "/admin/channels", { name: "c", target }, 201);
  const asked = { name: "r", channel_id: channel.id, events };
  return (await app.client.call("POST", "/admin/notification-rules", asked, 201)).id;
}
const told = (type: string) => () =>
  receiver.received.map(({ body }) => JSON.parse(body)).find((one) => one.type === type);
const asking = {
  nodes: [{ id: "ask", kind: "approval", question: "Ship {input}?" }, give("end", "shipped")],
  edges: [edge("ask", "end")],
};
const HOSTILE = `"><script>alert(1)</script><img src=x onerror=alert(1)>'`;

async function asked(input = "1.0"): Promise<string> {
  const run_id = await started(app, await published(app, asking, { name: `Release ${HOSTILE}` }), input);
  await stands(app, run_id, "ask", "waiting");
  return run_id;
}
/** As a stranger's browser does. */
const visit = (url: string, form?: Record<string, string>) => {
  const { pathname, search } = new URL(url);
  const sent = form && {
    method: "POST",
    body: new URLSearchParams(form).toString(),
    headers: { "Content-Type": "application/x-www-form-urlencoded" },
  };
  return fetch(`${app.client.url}${pathname}${form ? "" : search}`, sent);
};
const tokenOf = (url: string) => new URL(url).searchParams.get("token") ?? "";
const linkTo = async (run_id: string) =>
  (await app.client.call("POST", `/admin/runs/${run_id}/nodes/ask/link`, undefined, 201)).url as string;

test("a node tells by a rule, once, whatever that tells of else", async () => {
  const rule_id = await rule(["budget"]);
  const notify = { id: "tell", kind: "notify", rule_id, title: "Release {input}", text: "It is {input}." };
  const run = await ran(app, { nodes: [notify] }, "1.0");
  expect(run.status).toBe("succeeded");
  const message = await until("it to be told", told("run.told"));
  expect(message.data).toMatchObject({ title: "Release 1.0", sentence: "It is 1.0.", run: { id: run.id, link: null } });
  const { notification_id } = nodeOf(run, "tell").data;
  expect(await app.client.call("GET", `/admin/notifications/${notification_id}`)).toMatchObject({
    event: "workflow",
    rule_id,
  });
  await app.client.call("PATCH", `/admin/notification-rules/${rule_id}`, { enabled: false }, 200);
  expect(nodeOf(await ran(app, { nodes: [notify] }, "2.0"), "tell")).toMatchObject({
    status: "failed",
    reason: "disabled",
  });
});

test("whoever is told that a run asks has a link to decide by, and what is kept of it has none", async () => {
  const rule_id = await rule(["approval"]);
  const run_id = await asked();
  const { data } = await until("it to be told", told("run.approval"));
  expect(data).toMatchObject({ run: { id: run_id, node_id: "ask" } });
  expect(data.run.link).toStartWith(`${PUBLIC_URL}/decide?token=`);
  const { notifications } = await app.client.call("GET", `/admin/notifications?rule_id=${rule_id}`);
  expect(JSON.stringify(notifications)).not.toContain("token=");
  expect(await (await visit(data.run.link)).text()).toContain("Approve");
  await app.client.call("DELETE", `/admin/notification-rules/${rule_id}`, undefined, 204);
});

test("a link shows the question to a stranger, decides nothing by being looked at, and decides once", async () => {
  const run_id = await asked();
  const url = await linkTo(run_id);
  for (const method of ["GET", "HEAD"]) {
    const { pathname, search } = new URL(url);
    const response = await fetch(`${app.client.url}${pathname}${search}`, { method });
    expect(response.status).toBe(200);
    expect(response.headers.get("content-security-policy")).toContain("default-src 'none'");
  }
  expect(nodeOf(await app.client.call("GET", `/admin/runs/${run_id}`), "ask").status).toBe("waiting");
  const token = tokenOf(url);
  const yes = await visit(url, { token, decision: "approve", comment: "by mail" });
  expect(await yes.text()).toContain("Approved");
  const run = await ended(app, run_id);
  expect(run).toMatchObject({ status: "succeeded", output: "shipped" });
  expect(nodeOf(run, "ask").data).toEqual({ approved: true, comment: "by mail" });
  const no = await visit(url, { token, decision: "reject" });
  expect(await no.text()).toContain("nothing to decide any more");
  expect(await (await visit(url)).text()).toContain("been approved");
  const { entries } = await app.client.call("GET", "/admin/audit?action=run.decided&limit=1");
  expect(entries[0]).toMatchObject({ subject_id: run_id, actor: "server", after: { by: "link", approved: true } });
});

test("hostile words are words on the page", async () => {
  const run_id = await asked(HOSTILE);
  const page = await (await visit(await linkTo(run_id))).text();
  expect(page).not.toContain("<script");
  expect(page).not.toContain("<img");
  expect(page).toContain("&lt;script&gt;");
});

test("a link that is not ours, for something else, changed or too old lets nobody decide", async () => {
  const run_id = await asked();
  const url = await linkTo(run_id);
  const [body = "", signature = ""] = tokenOf(url).split(".");
  const other = Buffer.from(JSON.stringify({ ...claimIn(body), node_id: "end" })).toString("base64url");
  const stream = `/admin/runs/${run_id}/stream`;
  const minted = await app.client.call("POST", "/admin/stream-tokens", { path: stream }, 201);
  const past = Buffer.from(JSON.stringify({ ...claimIn(body), expires_at: "2020-01-01T00:00:00.000Z" })).toString(
    "base64url",
  );
  const old = `${past}.${app.ctx.vault.sign(`decision ${past}`)}`;
  for (const token of ["", "a.b", `${other}.${signature}`, `${body}.${app.ctx.vault.sign(body)}`, minted.token, old]) {
    expect((await visit(`${PUBLIC_URL}/decide?token=${token}`)).status).toBe(401);
    expect((await visit(url, { token, decision: "approve" })).status).toBe(401);
  }
  expect((await visit(url, { token: tokenOf(url), decision: "maybe" })).status).toBe(400);
  expect((await fetch(`${app.client.url}${stream}?token=${tokenOf(url)}`)).status).toBe(401);
  expect(nodeOf(await app.client.call("GET", `/admin/runs/${run_id}`), "ask").status).toBe("waiting");
  await app.client.call("POST", `/admin/runs/${run_id}/cancel`);
  expect(await app.client.call("POST", `/admin/runs/${run_id}/nodes/ask/link`, undefined, 409)).toMatchObject({
    code: "decided",
  });
});

const claimIn = (body: string) => JSON.parse(Buffer.from(body, "base64url").toString());
