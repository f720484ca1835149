import { afterAll, beforeAll, beforeEach, expect, test } from "bun:test";
import { until } from "~/testing/until.ts";
import { type RunningStub, startStubModel, USAGE } from "./index.ts";

const SHELL = { command: { type: "string" } };
const HELLO = "Hello from the stub model. All is well.";
const HELLO_USED = { answered: 1, ...USAGE };
const NOTHING = { answered: 0, fresh: 0, cached: 0, output: 0, reasoning: 0 };

let stub: RunningStub;
beforeAll(() => {
  stub = startStubModel({ apiKeys: ["key-a", "key-b"] });
});
afterAll(() => stub.stop());
beforeEach(() => {
  stub.requests.length = 0;
  for (const key of ["key-a", "key-b"]) stub.scriptKey(key, undefined);
});

/** The same question in each protocol, with a shell on offer. */
const ASKS: Record<string, { path: string; body(text: string, stream: boolean): object }> = {
  anthropic: {
    path: "/v1/messages",
    body: (content, stream) => ({
      ...{ model: "m", stream, messages: [{ role: "user", content }] },
      tools: [{ name: "Bash", input_schema: { type: "object", properties: SHELL } }],
    }),
  },
  responses: {
    path: "/v1/responses",
    body: (input, stream) => ({
      ...{ model: "m", stream, input },
      tools: [{ type: "function", name: "shell", parameters: { type: "object", properties: SHELL } }],
    }),
  },
  chat: {
    path: "/v1/chat/completions",
    body: (content, stream) => ({
      ...{ model: "m", stream, messages: [{ role: "user", content }] },
      tools: [{ type: "function", function: { name: "bash", parameters: { type: "object", properties: SHELL } } }],
    }),
  },
  gemini: {
    path: "/v1beta/models/m:generateContent",
    body: (text) => ({
      contents: [{ role: "user", parts: [{ text }] }],
      tools: [{ functionDeclarations: [{ name: "run_shell_command", parameters: { properties: SHELL } }] }],
    }),
  },
};
const PROTOCOLS = Object.keys(ASKS);

function ask(
  protocol: string,
  text: string,
  { key = "key-a", stream = false, headers = {}, signal = undefined as AbortSignal | undefined } = {},
) {
  const { path, body } = ASKS[protocol] ?? { path: "/", body: () => ({}) };
  const streamed = stream ? path.replace(":generateContent", ":streamGenerateContent") : path;
  return fetch(stub.url + streamed, {
    ...{ method: "POST", body: JSON.stringify(body(text, stream)), signal },
    headers: { "x-api-key": key, "content-type": "application/json", ...headers },
  });
}

for (const protocol of PROTOCOLS) {
  test(`${protocol}: a text, whole and in pieces, with what it used`, async () => {
    const whole = JSON.stringify(await (await ask(protocol, "hi")).json());
    expect(whole).toContain(HELLO);
    const streamed = await (await ask(protocol, "hi", { stream: true })).text();
    for (const word of HELLO.split(" ")) expect(streamed).toContain(word);
    expect(stub.requests).toMatchObject([1, 2].map(() => ({ status: 200, key: "key-a", prompt: "hi", told: USAGE })));
    expect(stub.counted()).toEqual({ answered: 2, fresh: 200, cached: 40, output: 24, reasoning: 0 });
  });

  test(`${protocol}: a tool call first, then the usage limit, for one key alone`, async () => {
    stub.scriptKey("key-a", { kind: "tool-then-limit", command: "echo mid-task" });
    expect(await (await ask(protocol, "go")).text()).toContain("echo mid-task");
    const limited = await ask(protocol, "go");
    expect(limited.status).toBe(429);
    expect(await limited.text()).toMatch(/usage limit|per day/);
    expect((await ask(protocol, "[[stub: ok]] go on")).status).toBe(429);
    expect(await (await ask(protocol, "go on", { key: "key-b" })).text()).toContain(HELLO);
    expect([stub.counted({ key: "key-a" }), stub.counted({ key: "key-b" })]).toEqual([HELLO_USED, HELLO_USED]);
  });

  test(`${protocol}: half an answer tells what it told, and no more`, async () => {
    await (await ask(protocol, "[[stub: cut]] go", { stream: true })).text().catch(() => "");
    const told = protocol === "anthropic" ? { ...HELLO_USED, output: 1 } : { ...NOTHING, answered: 1 };
    expect(stub.counted()).toEqual(told);
  });

  test(`${protocol}: an unknown key is refused, and nothing is counted`, async () => {
    const refused = await ask(protocol, "hi", { key: "key-of-a-stranger" });
    expect(refused.status).toBe(protocol === "gemini" ? 400 : 401);
    expect(stub.counted()).toEqual(NOTHING);
  });

  test(`${protocol}: what is no request says so`, async () => {
    const { path } = ASKS[protocol] ?? { path: "" };
    const response = await fetch(stub.url + path, { method: "POST", body: '{"messages":1,"input":1,"contents":1}' });
    expect([response.status, stub.requests[0]?.status]).toEqual([400, 400]);
  });
}

test.each([
  ["responses", '"reasoning_tokens":5'],
  ["chat", '"reasoning_tokens":5'],
  ["gemini", '"candidatesTokenCount":7,"thoughtsTokenCount":5'],
])("%s says how much was thought", async (protocol, said) => {
  expect(await (await ask(protocol, "[[stub: ok reasoning=5]] go")).text()).toContain(said);
  expect(stub.counted()).toMatchObject({ output: 12, reasoning: 5 });
});

test("times counts for each key and prompt on its own", async () => {
  const asked = async (key: string, text: string) =>
    (await ask("chat", `[[stub: overloaded times=1]] ${text}`, { key })).status;
  expect([await asked("key-a", "x"), await asked("key-a", "x"), await asked("key-a", "y")]).toEqual([503, 200, 503]);
  expect([await asked("key-b", "x"), await asked("key-b", "x")]).toEqual([503, 200]);
});

test("what a key was told outranks the prompt", async () => {
  stub.scriptKey("key-a", { kind: "server-error" });
  expect((await ask("chat", "[[stub: overloaded]]")).status).toBe(500);
  expect((await ask("chat", "[[stub: overloaded]]", { key: "key-b" })).status).toBe(503);
});

test("sessions are counted apart", async () => {
  await ask("anthropic", "hi", { headers: { "x-claude-code-session-id": "one" } });
  await ask("responses", "hi", { headers: { "session-id": "two" } });
  await ask("chat", "hi", { headers: { "x-session-id": "two" } });
  expect([stub.counted({ session: "one" }).answered, stub.counted({ session: "two" }).answered]).toEqual([1, 2]);
});

test("a client that leaves in the middle is noted", async () => {
  const leave = new AbortController();
  const response = await ask("anthropic", "[[stub: hang]] go", { stream: true, signal: leave.signal });
  await response.body?.getReader().read();
  leave.abort();
  await until("the note", () => stub.requests[0]?.aborted);
  expect(stub.requests[0]?.told).toEqual({ ...USAGE, output: 1 });
});

test("a warning names the window, how much of it is used and its reset", async () => {
  const { headers } = await ask("anthropic", "[[stub: warning window=seven_day utilization=0.85 retryAfter=60]] go");
  const name = "anthropic-ratelimit-unified";
  expect(headers.get(`${name}-status`)).toBe("allowed_warning");
  expect(headers.get(`${name}-representative-claim`)).toBe("seven_day");
  expect(headers.get(`${name}-7d-utilization`)).toBe("0.85");
  expect(Number(headers.get(`${name}-7d-reset`))).toBeGreaterThan(Date.now() / 1_000 + 50);
});

test("what it does not have is noted and answered 404", async () => {
  expect((await fetch(`${stub.url}/v1/models`)).status).toBe(404);
  expect(stub.requests).toEqual([{ method: "GET", path: "/v1/models", status: 404 }]);
});
