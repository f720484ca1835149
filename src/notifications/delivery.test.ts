import { afterEach, beforeEach, expect, test } from "bun:test";
import { createHmac } from "node:crypto";
import { lockDatabase } from "~/testing/lock-database.ts";
import type { Received } from "~/testing/receiver.ts";
import { openStage, type Stage } from "./testing.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

interface Told {
  id: string;
  status: string;
  not_before: string;
}

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(() => stage[Symbol.asyncDispose]());

const idOf = ({ headers }: Received) => headers.get("webhook-id");
const requests = (count: number) => stage.settled(`${count} requests`, () => stage.receiver.received.length >= count);
const statuses = async () => (await stage.told()).map(({ status }: { status: string }) => status);
const allAre = (status: string) =>
  stage.settled(`all to be ${status}`, async () => {
    const all = await statuses();
    return all.length > 0 && all.every((one: string) => one === status);
  });
const tried = (count: number) =>
  stage.settled(`${count} tries`, async () => {
    const told = await stage.told();
    return told.length > 0 && told.every(({ tries }: { tries: number }) => tries === count);
  });
/** Turns the clock to the moment of the next try, and waits for what it comes to; answers what was waited. */
async function nextTry(): Promise<number> {
  const queued = (await stage.told()).filter(({ status }: Told) => status === "queued");
  const [next] = queued.toSorted((a: Told, b: Told) => Date.parse(a.not_before) - Date.parse(b.not_before));
  const wait = Date.parse(next.not_before) - stage.clock.now();
  stage.clock.advance(wait);
  await stage.settled("a try", async () => {
    const { tries } = await stage.client.call("GET", `/admin/notifications/${next.id}`);
    return tries > next.tries;
  });
  return wait;
}
const attempts = async (id: string) => (await stage.client.call("GET", `/admin/notifications/${id}`)).attempts;

test("whoever refuses for ten minutes and then answers gets each notification once", async () => {
  const { receiver, clock } = stage;
  await stage.rule((await stage.channel()).id);
  const opens = clock.now() + 10 * MINUTE;
  const taken: (string | null)[] = [];
  receiver.answer = (request) => {
    if (clock.now() < opens) return new Response("not now", { status: 503 });
    taken.push(idOf(request));
    return new Response("taken");
  };
  for (let i = 0; i < 3; i++) stage.ends("failed");
  await requests(3);
  await tried(1);
  while ((await statuses()).includes("queued")) await nextTry();
  clock.advance(HOUR);
  const ids = (await stage.told()).map(({ id }: { id: string }) => id);
  expect(taken.toSorted()).toEqual(ids);
  expect(receiver.received.map(idOf).toSorted()).toEqual(ids.flatMap((id: string) => [id, id, id, id]).toSorted());
  expect((await attempts(ids[0])).map((one: { status_code: number }) => one.status_code)).toEqual([503, 503, 503, 200]);
});

test("each try bears a signature of its own that another hand verifies", async () => {
  const { target, id } = await stage.channel();
  await stage.rule(id);
  const [first] = [stage.ends("failed")];
  await requests(1);
  const [request] = stage.receiver.received;
  const { headers, body } = request as Received;
  const key = Buffer.from(target.secret.replace("whsec_", ""), "base64");
  const signed = `${headers.get("webhook-id")}.${headers.get("webhook-timestamp")}.${body}`;
  const digest = createHmac("sha256", key).update(signed).digest("base64");
  expect(headers.get("webhook-signature")).toBe(`v1,${digest}`);
  expect(Number(headers.get("webhook-timestamp"))).toBe(stage.clock.now() / 1_000);
  expect(JSON.parse(body)).toMatchObject({ type: "execution.failure", data: { execution: { id: first } } });
});

test("after a rotation both secrets sign for a day, then the new one alone", async () => {
  const { target, id } = await stage.channel();
  const rotated = await stage.client.call("POST", `/admin/channels/${id}/rotate`, undefined, 200);
  expect(rotated.target.secret).not.toBe(target.secret);
  const signatures = async () => {
    await stage.client.call("POST", `/admin/channels/${id}/test`, undefined, 200);
    const { headers, body } = stage.receiver.received.at(-1) as Received;
    const given = (headers.get("webhook-signature") ?? "").split(" ");
    const by = (secret: string) => {
      const key = Buffer.from(secret.slice(6), "base64");
      const text = `${headers.get("webhook-id")}.${headers.get("webhook-timestamp")}.${body}`;
      return `v1,${createHmac("sha256", key).update(text).digest("base64")}`;
    };
    return [given.length, given.includes(by(rotated.target.secret)), given.includes(by(target.secret))];
  };
  expect(await signatures()).toEqual([2, true, true]);
  stage.clock.advance(24 * HOUR);
  expect(await signatures()).toEqual([1, true, false]);
});

test("410 disables the channel with a sentence, and tells it nothing more", async () => {
  const { id } = await stage.channel();
  await stage.rule(id);
  stage.receiver.answer = () => new Response("moved away", { status: 410 });
  stage.ends("failed");
  stage.ends("failed");
  await stage.settled("the channel to be disabled", async () => {
    return !(await stage.client.call("GET", `/admin/channels/${id}`)).enabled;
  });
  const channel = await stage.client.call("GET", `/admin/channels/${id}`);
  expect(channel.disabled_reason).toBe("The receiver wants nothing any more. It answered 410: moved away");
  await allAre("failed");
  stage.ends("failed");
  stage.clock.advance(HOUR);
  expect(stage.receiver.received.length).toBe(1);
  expect(await statuses()).toEqual(["failed", "failed"]);
  const { entries } = await stage.client.call("GET", "/admin/audit?action=channel.disabled");
  expect(entries).toMatchObject([{ actor: "server", subject_id: id, after: { enabled: false } }]);

  stage.receiver.answer = () => new Response();
  const [{ id: failed }] = await stage.told();
  await stage.client.call("POST", `/admin/notifications/${failed}/retry`, undefined, 409);
  const enabled = await stage.client.call("PATCH", `/admin/channels/${id}`, { enabled: true }, 200);
  expect(enabled.disabled_reason).toBeNull();
  await stage.client.call("POST", `/admin/notifications/${failed}/retry`);
  await requests(2);
  expect(idOf(stage.receiver.received[1] as Received)).toBe(failed);
});

test("what is refused for good has failed after ten tries and three days", async () => {
  await stage.rule((await stage.channel()).id);
  stage.receiver.answer = () => new Response("no", { status: 400 });
  stage.ends("failed");
  const waits = [5 * SECOND, 5 * MINUTE, ...[0.5, 2, 5, 10, 14, 20, 24].map((hours) => hours * HOUR)];
  await tried(1);
  for (const wait of waits) {
    const waited = await nextTry();
    expect(waited).toBeGreaterThanOrEqual(wait);
    expect(waited).toBeLessThanOrEqual(wait * 1.1);
  }
  expect(await statuses()).toEqual(["failed"]);
  expect(stage.receiver.received.length).toBe(10);
  expect(new Set(stage.receiver.received.map(idOf)).size).toBe(1);
}, 30_000);

test.each<[string, () => Response | Promise<Response>, RegExp]>([
  ["a redirect", () => Response.redirect(`${stage.receiver.url}/elsewhere`, 307), /^It answered 307, and redirects/],
  ["an endless answer", () => new Response(endless(), { status: 500 }), /^It answered 500: x{200}/],
  [
    "hidden characters",
    () => new Response("a\u202e\u0000<!-- x -->b\r\nc", { status: 500 }),
    /^It answered 500: ab c$/,
  ],
])("%s is read as what it is", async (_, answer, detail) => {
  await stage.rule((await stage.channel()).id);
  stage.receiver.answer = answer;
  stage.ends("failed");
  await tried(1);
  const [told] = await stage.told();
  expect(told.detail).toMatch(detail);
  expect(stage.receiver.received.map(({ path }) => path)).toEqual(["/hook"]);
});

function endless(): ReadableStream {
  return new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(65_536).fill(120)) });
}

test("who has taken it and never ends its answer has taken it", async () => {
  await stage.rule((await stage.channel()).id);
  stage.receiver.answer = () => new Response(new ReadableStream({ start: (body) => body.enqueue(new Uint8Array(1)) }));
  stage.ends("failed");
  await allAre("sent");
  expect((await stage.told())[0].detail).toBe("It answered 200.");
});

test("Retry-After is waited for, as seconds and as an instant", async () => {
  await stage.rule((await stage.channel()).id);
  const at = new Date(stage.clock.now() + 2 * HOUR).toUTCString();
  stage.receiver.answer = () => new Response("", { status: 429, headers: { "Retry-After": at } });
  stage.ends("failed");
  await tried(1);
  expect((await stage.told())[0].not_before).toBe(new Date(at).toISOString());
  stage.receiver.answer = () => new Response("", { status: 503, headers: { "Retry-After": "7200" } });
  stage.clock.advance(2 * HOUR);
  await tried(2);
  expect(Date.parse((await stage.told())[0].not_before) - stage.clock.now()).toBe(2 * HOUR);
});

test("who does not answer in 15 seconds is tried again, and holds up no other channel", async () => {
  await stage.rule((await stage.channel()).id);
  await stage.rule((await stage.channel({ kind: "webhook", url: `${stage.receiver.url}/quick` })).id);
  stage.receiver.answer = ({ path }) => (path === "/quick" ? new Response() : new Promise(() => {}));
  for (let i = 0; i < 3; i++) stage.ends("failed");
  await requests(4);
  expect(stage.receiver.received.filter(({ path }) => path === "/hook").length).toBe(1);
  stage.clock.advance(15 * SECOND);
  await stage.settled("a failure", async () =>
    (await stage.told()).some(({ detail }: { detail: string }) => detail === "It did not answer in 15 s."),
  );
});

test("eight channels are sent to at once, and each of them one by one", async () => {
  for (let i = 0; i < 10; i++) {
    const { id } = await stage.channel({ kind: "webhook", url: `${stage.receiver.url}/${i}` });
    await stage.rule(id);
  }
  const answers: (() => void)[] = [];
  stage.receiver.answer = () => new Promise((resolve) => answers.push(() => resolve(new Response())));
  stage.ends("failed");
  stage.ends("failed");
  await requests(8);
  await stage.settled("all to be written down", async () => (await stage.told()).length === 20);
  expect(new Set(stage.receiver.received.map(({ path }) => path)).size).toBe(8);
  expect(stage.receiver.received.length).toBe(8);
  await stage.settled("all to be sent", async () => {
    for (const answer of answers.splice(0)) answer();
    return (await statuses()).every((one: string) => one === "sent");
  });
  for (let i = 0; i < 10; i++) {
    const ids = stage.receiver.received.filter(({ path }) => path === `/${i}`).map(idOf);
    expect(ids).toEqual(ids.toSorted());
    expect(ids.length).toBe(2);
  }
});

test("a restart loses none, and sends none again whose answer was written down", async () => {
  await stage.rule((await stage.channel()).id);
  const port = new URL(stage.receiver.url).port;
  let answered = 0;
  stage.receiver.answer = () => (answered++ === 0 ? new Response() : new Promise(() => {}));
  for (let i = 0; i < 3; i++) stage.ends("failed");
  await requests(2);
  const before = await stage.told();
  const sent = stage.receiver.received.map(idOf);
  const first = stage;
  await first.close();
  const env = { AGENTED_DATA_DIR: first.data_dir, ALLOWED_PRIVATE_HOSTS: `127.0.0.1:${port}` };
  stage = await openStage(env);
  const received: Received[] = [];
  await using again = Bun.serve({
    ...{ port: Number(port), hostname: "127.0.0.1" },
    fetch: async ({ headers }) => {
      received.push({ path: "", headers, body: "" });
      return new Response();
    },
  });
  expect(again.port).toBe(Number(port));
  await allAre("sent");
  expect([before[0].id, before[1].id]).toEqual(sent);
  expect(received.map(idOf)).toEqual([before[1].id, before[2].id]);
});

test("what was sent while the database was locked is not sent again", async () => {
  let unlock: (() => void) | undefined;
  stage.receiver.answer = () => {
    unlock ??= lockDatabase(stage.ctx.config.db_path);
    return new Response();
  };
  await stage.rule((await stage.channel()).id);
  stage.ends("failed");
  await stage.settled("it to write in vain", () => stage.lines.some(({ msg }) => msg.endsWith("trying again")));
  for (let minute = 0; minute < 5; minute++) stage.clock.advance(MINUTE);
  unlock?.();
  stage.clock.advance(MINUTE);
  await allAre("sent");
  expect(stage.receiver.received.length).toBe(1);
});
