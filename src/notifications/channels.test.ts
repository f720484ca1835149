import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { naughtyStrings } from "~/testing/naughty-strings.ts";
import { openReceiver } from "~/testing/receiver.ts";
import { composeMessage } from "./message.ts";
import { post } from "./post.ts";
import { openStage, type Stage } from "./testing.ts";

let stage: Stage;
let certs: string;
beforeAll(() => {
  certs = mkdtempSync(join(tmpdir(), "agented-certs-"));
  const subject = ["-subj", "/CN=hook.test", "-addext", "subjectAltName=DNS:hook.test"];
  const files = ["-keyout", join(certs, "key.pem"), "-out", join(certs, "cert.pem")];
  Bun.spawnSync(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", ...files, ...subject]);
});
afterAll(() => rmSync(certs, { recursive: true }));
beforeEach(async () => {
  stage = await openStage({}, { resolve: async (host) => ADDRESSES[host] ?? [] });
});
afterEach(() => stage[Symbol.asyncDispose]());

const ADDRESSES: Record<string, string[]> = {
  "public.test": ["93.184.215.14"],
  "inside.test": ["10.0.0.7"],
  "both.test": ["93.184.215.14", "127.0.0.1"],
  "moves.test": ["93.184.215.14"],
};
const create = (target: Record<string, unknown>, status: number) =>
  stage.client.call("POST", "/admin/channels", { name: "x", target }, status);
const testIt = (id: string) => stage.client.call("POST", `/admin/channels/${id}/test`, undefined, 200);

test.each([
  ...["http://127.0.0.1:1/", "http://[::1]:1/", "http://[::ffff:7f00:1]/", "http://2130706433/", "http://0x7f.1/"],
  ...["http://169.254.169.254/latest", "http://inside.test/", "https://both.test/", "http://public.test/"],
  ...["ftp://public.test/", "file:///etc/passwd", "https://user:pass@public.test/", "no address", ""],
])("%s is no address of a webhook, nor of Slack", async (url) => {
  for (const kind of ["webhook", "slack"]) {
    const { errors } = await create({ kind, url }, 400);
    expect(errors[0].path).toBe("target.url");
  }
});

test("a host without an address is refused as a mistake in its field, until it has one", async () => {
  const { code, errors } = await create({ kind: "webhook", url: "https://nowhere.test/" }, 400);
  expect([code, errors[0].path]).toEqual(["host_unknown", "target.url"]);
});

test("a name that leads inside later is not followed there", async () => {
  const port = new URL(stage.receiver.url).port;
  const { id } = await create({ kind: "webhook", url: `https://moves.test:${port}/` }, 201);
  ADDRESSES["moves.test"] = ["127.0.0.1"];
  const { sent, detail } = await testIt(id);
  expect([sent, stage.receiver.received.length]).toEqual([false, 0]);
  expect(detail).toMatch(/leads to 127.0.0.1/);
});

test("what is connected to is the address that was looked at, and the certificate is the name's", async () => {
  const [key = "", cert = ""] = ["key.pem", "cert.pem"].map((name) => readFileSync(join(certs, name), "utf8"));
  await using receiver = openReceiver({ key, cert });
  const { port } = new URL(receiver.url);
  const posting = `
    import { post } from ${JSON.stringify(join(import.meta.dir, "post.ts"))};
    const letter = { headers: {}, body: Buffer.from("{}"), address: "127.0.0.1", now: 0 };
    for (const name of ["hook.test", "other.test"])
      await post("https://" + name + ":${port}/", { ...letter, signal: new AbortController().signal }).then(
        ({ detail }) => console.log(detail),
        ({ message }) => console.log(message),
      );`;
  // Whom a process trusts is said at its start.
  const env = { PATH: process.env.PATH, NODE_EXTRA_CA_CERTS: join(certs, "cert.pem") };
  const child = Bun.spawn([process.execPath, "-e", posting], { env, cwd: import.meta.dir });
  const said = await new Response(child.stdout).text();
  expect(said.trim().split("\n")).toEqual([
    ...["It answered 200.", "It could not be reached: ERR_TLS_CERT_ALTNAME_INVALID."],
  ]);
  expect(receiver.received.map(({ headers }) => headers.get("host"))).toEqual([`hook.test:${port}`]);
}, 20_000);

test("a secret is shown when it is made, and never again", async () => {
  const { id, target } = await stage.channel();
  expect(target.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  const chosen = `whsec_${Buffer.alloc(24, 7).toString("base64")}`;
  const given = await stage.channel({ kind: "webhook", url: `${stage.receiver.url}/`, secret: chosen });
  const slack = await stage.channel({ kind: "slack", url: `${stage.receiver.url}/services/T1/B1/a-secret-path` });
  expect(given.target.secret).toBeUndefined();
  const paths = [id, given.id, slack.id].map((one) => `/admin/channels/${one}`);
  for (const path of [...paths, "/admin/channels", "/admin/audit"]) {
    const text = JSON.stringify(await stage.client.call("GET", path));
    for (const secret of [target.secret, chosen, "a-secret-path"]) expect(text).not.toContain(secret);
  }
  const stored = stage.ctx.db.sqlite
    .query("SELECT group_concat(target || sealed_secret) AS all_of_it FROM channels")
    .get();
  for (const secret of [target.secret, chosen, "a-secret-path"]) expect(JSON.stringify(stored)).not.toContain(secret);
});

test("of a webhook's address everybody sees where it leads, and nobody the rest", async () => {
  const [path, query] = ["/services/T1/a-secret-path", "key=a-secret-of-the-query"];
  const url = `${stage.receiver.url}${path}?${query}`;
  const { id, target } = await stage.channel({ kind: "webhook", url });
  expect(target.url).toBe(`${stage.receiver.url}/…`);
  expect((await testIt(id)).sent).toBe(true);
  const change = (target: Record<string, unknown>) =>
    stage.client.call("PATCH", `/admin/channels/${id}`, { target }, 200);
  // As it was shown, or left out, it stays what it is.
  await change({ kind: "webhook", url: target.url });
  await change({ kind: "webhook" });
  expect((await testIt(id)).sent).toBe(true);
  expect(stage.receiver.received.map((one) => one.path)).toEqual([`${path}?${query}`, `${path}?${query}`]);
  stage.receiver.answer = () => new Response(`no ${path}?${query}`, { status: 404 });
  const { detail } = await testIt(id);
  const shown = ["/admin/channels", `/admin/channels/${id}`, "/admin/audit"].map((one) =>
    stage.client.call("GET", one),
  );
  const stored = stage.ctx.db.sqlite.query("SELECT * FROM channels").all();
  const all = JSON.stringify([detail, stored, ...(await Promise.all(shown))]);
  for (const secret of [path, query]) expect(all).not.toContain(secret);
  await change({ kind: "webhook", url: `${stage.receiver.url}/another` });
  await testIt(id);
  expect(stage.receiver.received.at(-1)?.path).toBe("/another");
  expect((await create({ kind: "webhook" }, 400)).errors).toEqual([{ path: "target.url", message: "is required" }]);
});

test("an address that is a secret stands in no answer that says how it went", async () => {
  const [key = "", cert = ""] = ["key.pem", "cert.pem"].map((name) => readFileSync(join(certs, name), "utf8"));
  await using receiver = openReceiver({ key, cert });
  const target = { kind: "slack", url: `https://moves.test:${new URL(receiver.url).port}/services/a-secret-path` };
  ADDRESSES["moves.test"] = ["93.184.215.14"];
  const { id } = await create(target, 201);
  const refused = await create({ kind: "slack", url: `${stage.receiver.url}/services/a-secret-path` }, 201);
  stage.receiver.answer = ({ path }) => new Response(`no ${path}`, { status: 404 });
  expect((await testIt(refused.id)).detail).toBe("It answered 404: no [redacted]");
  ADDRESSES["moves.test"] = ["127.0.0.1"];
  expect((await testIt(id)).detail).toMatch(/leads to 127.0.0.1/);
  const message = composeMessage((text) => text, { type: "x", at: stage.clock.iso(), title: "x" });
  const letter = { headers: {}, body: Buffer.from(JSON.stringify(message)), address: "127.0.0.1", now: 0 };
  const failing = post(target.url, { ...letter, signal: new AbortController().signal });
  await expect(failing).rejects.toThrow(/^It could not be reached: [A-Z_]+\.$/);
});

test("a target is replaced whole and keeps its secret while the kind stays", async () => {
  const { id } = await stage.channel();
  const before = stage.ctx.db.sqlite.query("SELECT sealed_secret FROM channels").get();
  const change = (target: Record<string, unknown>, status = 200) =>
    stage.client.call("PATCH", `/admin/channels/${id}`, { target }, status);
  expect((await change({ kind: "webhook", url: `${stage.receiver.url}/other` })).target.secret).toBeUndefined();
  expect(stage.ctx.db.sqlite.query("SELECT sealed_secret FROM channels").get()).toEqual(before);
  expect((await change({ kind: "slack" }, 400)).errors[0].path).toBe("target.url");
  const slack = await change({ kind: "slack", url: `${stage.receiver.url}/slack` });
  expect(slack.target).toEqual({ kind: "slack", secret_set: true });
  await stage.client.call("POST", `/admin/channels/${id}/rotate`, undefined, 409);
  expect((await testIt(id)).sent).toBe(true);
  expect(stage.receiver.received[0]?.path).toBe("/slack");
});

test("a channel that a rule sends to is not deleted", async () => {
  const { id } = await stage.channel();
  const rule = await stage.rule(id);
  const { detail } = await stage.client.call("DELETE", `/admin/channels/${id}`, undefined, 409);
  expect(detail).toContain(rule.id);
  await stage.client.call("DELETE", `/admin/notification-rules/${rule.id}`, undefined, 204);
  await stage.client.call("DELETE", `/admin/channels/${id}`, undefined, 204);
  await stage.client.call("GET", `/admin/channels/${id}`, undefined, 404);
});

test("Slack hears no markup, no link and no mention of what others wrote", async () => {
  const { id } = await stage.channel({ kind: "slack", url: `${stage.receiver.url}/` });
  await stage.rule(id);
  const hostile = "<!channel> <https://evil.test|click> @here & [x](https://evil.test) ``` <@U1>";
  stage.ends("failed", { trigger_id: stage.trigger(hostile), detail: hostile, result: `${hostile}\n${hostile}` });
  await stage.settled("the message", () => stage.receiver.received[0]);
  const { text, blocks } = JSON.parse(stage.receiver.received[0]?.body ?? "");
  expect(blocks).toEqual([{ type: "section", text: { type: "mrkdwn", text } }]);
  expect(text).not.toMatch(/[<>]|@(?!\u200b)|\]\(/);
  expect(text).toContain("&lt;!channel&gt;");
  expect(text.match(/```/g).length).toBe(2);
});

test("no text from outside breaks a message, and none is longer than it may be", () => {
  const secret = "a-secret-that-a-run-printed";
  stage.ctx.redactor.know("test", [secret]);
  const redact = (text: string) => stage.ctx.redactor.redact(text);
  const texts = [...naughtyStrings, "x".repeat(100_000), "𝒳".repeat(10_000), `${"y".repeat(490)}${secret}`];
  for (const text of texts) {
    const told = { type: "test", at: stage.clock.iso(), title: text, sentence: text, excerpt: text };
    const { title, sentence, excerpt } = composeMessage(redact, told);
    expect(Array.from(title).length).toBeLessThanOrEqual(200);
    for (const part of [sentence, excerpt]) expect(Array.from(part ?? "").length).toBeLessThanOrEqual(500);
    expect(title + sentence).not.toMatch(/[\r\n\0\u202e]/);
    expect(`${title}${sentence}${excerpt}`).not.toContain("a-secret");
  }
});
