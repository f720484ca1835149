import { expect, test } from "bun:test";
import { fakeClock } from "~/kit/clock.ts";
import { memoryLog } from "~/testing/memory-log.ts";
import { openTest } from "~/testing/server.ts";
import { greet } from "./login-code.ts";
import { Browser, holder } from "./testing.ts";

const codeOf = (url: string) => new URLSearchParams(new URL(url).hash.slice(1)).get("code") ?? "";
type App = Awaited<ReturnType<typeof openTest>>;
const link = ({ client }: Pick<App, "client">) => client.call("POST", "/admin/login-links", undefined, 201);

/** What a start prints. */
function printed(app: App): string {
  let text = "";
  greet(app.ctx, app.client.url, (more) => {
    text += more;
  });
  return text;
}

test("a link signs one browser in, as whoever made it", async () => {
  const { log, lines } = memoryLog();
  await using app = await openTest({}, { log });
  const { id, client } = await holder(app);
  const { url, expires_at } = await link({ client });
  expect(url).toStartWith(`${app.client.url}/#code=`);
  expect(Date.parse(expires_at)).toBeGreaterThan(app.ctx.clock.now());
  const [one, other] = [new Browser(app.client.url), new Browser(app.client.url)];
  const both = await Promise.all([one, other].map((browser) => browser.signIn({ code: codeOf(url) })));
  expect(both.map(({ status }) => status).toSorted()).toEqual([204, 401]);
  const winner = one.cookie ? one : other;
  expect(await (await winner.fetch("/admin/session")).json()).toMatchObject({ key_id: id });
  expect(JSON.stringify(lines)).not.toContain(codeOf(url));
});

test("it is good for ten minutes", async () => {
  const clock = fakeClock();
  await using app = await openTest({}, { clock });
  const [first, second] = [await link(app), await link(app)];
  clock.advance(599_999);
  expect((await new Browser(app.client.url).signIn({ code: codeOf(first.url) })).status).toBe(204);
  clock.advance(1);
  expect((await new Browser(app.client.url).signIn({ code: codeOf(second.url) })).status).toBe(401);
});

test("it is good no longer than its key, and is for admins to make", async () => {
  await using app = await openTest();
  const { id, client } = await holder(app);
  const { url } = await link({ client });
  await app.client.call("DELETE", `/admin/keys/${id}`, undefined, 204);
  expect((await new Browser(app.client.url).signIn({ code: codeOf(url) })).status).toBe(401);
  const runner = await holder(app, ["run"]);
  await runner.client.call("POST", "/admin/login-links", undefined, 403);
});

test("it leads to PUBLIC_URL, and behind a proxy to where one asked", async () => {
  await using open = await openTest({ PUBLIC_URL: "https://agented.example/x" });
  expect((await link(open)).url).toStartWith("https://agented.example/#code=");
  await using app = await openTest({ TRUST_PROXY: "127.0.0.1" });
  const headers = { "X-Forwarded-Proto": "https", Host: "bots.example" };
  const answer = await (await app.client.fetch("/admin/login-links", { method: "POST", headers })).json();
  expect(answer.url).toStartWith("https://bots.example/#code=");
});

test("a start prints one until the key that it made has been used", async () => {
  await using app = await openTest({ AGENTED_API_KEY: "" });
  const text = printed(app);
  expect(text).toContain(`${app.client.url}/#code=`);
  const code = /#code=(\S+)/.exec(text)?.[1] ?? "";
  expect((await new Browser(app.client.url).signIn({ code })).status).toBe(204);
  expect(printed(app)).toBe("");
});

test("a start with a key of the owner's prints none", async () => {
  await using app = await openTest();
  expect(printed(app)).toBe("");
});
