import { afterAll, beforeAll, beforeEach, expect, test } from "bun:test";
import { deliver, post, SECRET, signature, webhook } from "~/testing/deliver.ts";
import { openTest } from "~/testing/server.ts";
import { recordRejection } from "./reject.ts";
import { rejected_deliveries } from "./tables.ts";

const MIB = 1024 * 1024;

let app: Awaited<ReturnType<typeof openTest>>;
let own: string;
beforeAll(async () => {
  app = await openTest({ UNVERIFIED_DELIVERIES_PER_10_SECS: "100000" });
  own = `/api/webhooks/${(await webhook(app.client, {}, { enabled: false })).id}`;
});
afterAll(() => app[Symbol.asyncDispose]());

const count = () => {
  const { n } = app.ctx.db.sqlite.query<{ n: number }, []>("SELECT count(*) AS n FROM deliveries").get() ?? { n: -1 };
  return n;
};
let before = 0;
beforeEach(() => {
  before = count();
});

const BODY = '{"text":"do not keep me"}';
const header = (value: string) => ({ "X-Webhook-Signature-256": value });
const hex = signature(SECRET, BODY).slice("sha256=".length);

const strangers: [what: string, headers: Record<string, string>, verdict: RegExp][] = [
  ["unsigned", {}, /^not signed$/],
  ["signed with another secret", header(signature("another secret", BODY)), /^no secret fits$/],
  ["signed for another body", header(signature(SECRET, `${BODY} `)), /^no secret fits$/],
  ["signed with nothing", header(signature("", BODY)), /^no secret fits$/],
  ["signed without a scheme", header(hex), /must be sha256= and 64 hex/],
  ["signed with SHA-1", header(`sha1=${hex.slice(0, 40)}`), /must be sha256= and 64 hex/],
  ["signed twice", header(`sha256=${hex}, sha256=${hex}`), /must be sha256= and 64 hex/],
  [
    "signed by a Standard Webhook without an id",
    { "webhook-signature": `v1,${"A".repeat(43)}=` },
    /webhook-id must be/,
  ],
];

test.each(strangers)("what is %s is 401, and of it nothing is kept but its trace", async (_, headers, verdict) => {
  for (const path of ["/", own]) {
    const response = await post(app.client, BODY, { secret: "", headers, path });
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ code: "unauthorized", status: 401 });
  }
  expect(count()).toBe(before);
  const [last] = app.ctx.db.orm.select().from(rejected_deliveries).all().slice(-1);
  expect(last).toEqual({
    id: expect.any(Number),
    ...{ address: "127.0.0.1", path: own, trigger_id: own.slice(own.lastIndexOf("/") + 1), event: null },
    size: BODY.length,
    body_hash: new Bun.CryptoHasher("sha256").update(BODY).digest("hex"),
    verdict: expect.stringMatching(verdict),
    received_at: expect.any(String),
  });
});

test("a signature in upper case is the same signature", async () => {
  const headers = header(`sha256=${hex.toUpperCase()}`);
  expect((await post(app.client, BODY, { secret: "", headers })).status).toBe(202);
});

test("of what was refused the last 1,000 are known", async () => {
  const { ctx, client } = app;
  const rejected = { address: "10.0.0.1", path: "/", verdict: "not signed" };
  for (let i = 0; i < 1_010; i++) recordRejection(ctx, rejected, Buffer.from(BODY));
  await post(client, BODY, { secret: "" });
  const rows = ctx.db.orm.select().from(rejected_deliveries).all();
  expect([rows.length, rows.at(-1)?.address]).toEqual([1_000, "127.0.0.1"]);
  expect(JSON.stringify(rows)).not.toContain("do not keep me");
});

const pages: [what: string, headers: Record<string, string>, status: number][] = [
  ["a page of another origin", { Origin: "https://evil.example" }, 403],
  ["a page of no origin", { Origin: "null" }, 403],
  ["a page of this origin", { Origin: "http://127.0.0.1" }, 403],
  ["a page that hides its origin", { "Sec-Fetch-Site": "cross-site" }, 403],
  ["a page beside it", { "Sec-Fetch-Site": "same-site" }, 403],
  ["a page of ours", { "Sec-Fetch-Site": "same-origin" }, 403],
  ["an address bar", { "Sec-Fetch-Site": "none" }, 202],
];

test.each(pages)("%s: even a signed delivery is held against its sender", async (_, headers, status) => {
  for (const path of ["/", own]) expect((await post(app.client, BODY, { headers, path })).status).toBe(status);
});

const noJson: [what: string, body: string | Uint8Array<ArrayBuffer>, message: string][] = [
  ["nothing", "", "must be JSON"],
  ["half an object", '{"a":', "must be JSON"],
  ["a form", "a=1&b=2", "must be JSON"],
  ["invalid UTF-8", new Uint8Array([0x22, 0xff, 0x22]), "must be UTF-8"],
  ["lists in lists without end", `${"[".repeat(5_000)}${"]".repeat(5_000)}`, "may be nested 64 levels deep at most"],
];

test.each(noJson)("a signed body of %s is 400", async (_, body, message) => {
  const response = await post(app.client, body);
  const { errors } = await response.json();
  expect([response.status, errors]).toEqual([400, [expect.objectContaining({ message })]]);
  expect(count()).toBe(before);
});

test.each(["null", "0", '"text"', "[]"])("any JSON is taken: %s", async (body) => {
  expect((await post(app.client, body)).status).toBe(202);
});

const sized = (bytes: number) => `"${"x".repeat(bytes - 2)}"`;
const chunked = (body: string) => {
  const half = Math.floor(body.length / 2);
  return new ReadableStream({
    start(controller) {
      for (const part of [body.slice(0, half), body.slice(half)]) controller.enqueue(Buffer.from(part));
      controller.close();
    },
  });
};

test.each([
  ["the receiver of all", () => "/", MIB],
  ["a trigger's own receiver", () => own, 10 * MIB],
])(
  "%s takes bodies up to its limit, whole or in chunks, and not one byte more",
  async (_, path, limit) => {
    for (const [bytes, status] of [
      [limit, 202],
      [limit + 1, 413],
    ] as const) {
      const body = sized(bytes);
      expect((await post(app.client, body, { path: path() })).status).toBe(status);
      const headers = header(signature(SECRET, body));
      const streamed = await app.client.fetch(path(), { method: "POST", body: chunked(body), headers });
      expect(streamed.status).toBe(status);
      expect(streamed.headers.get("Content-Type")).toContain("json");
    }
  },
  20_000,
);

test("a compressed body is 415 before anything of it is read", async () => {
  const response = await post(app.client, Bun.gzipSync(BODY), { headers: { "Content-Encoding": "gzip" } });
  expect([response.status, (await response.json()).code]).toEqual([415, "unsupported"]);
});

test("the receivers know no other method, and no key is asked of a sender", async () => {
  const response = await app.client.fetch(own, { headers: { "X-API-Key": "" } });
  expect([response.status, response.headers.get("Allow")]).toEqual([401, null]);
  expect((await app.client.fetch(own)).status).toBe(405);
  await deliver(app.client, {}, { path: "/api/webhooks/no-id" }, 400);
});
