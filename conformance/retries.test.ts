import { afterAll, beforeAll, expect, test } from "bun:test";
import { kept, on, told } from "./chains.ts";
import { CLIS, type CliId, claude } from "./clis/index.ts";
import { openRig, type Rig } from "./rig.ts";

let rig: Rig;
beforeAll(async () => {
  rig = await openRig();
});
afterAll(() => rig[Symbol.asyncDispose]());

const RETRY = { on_error: { kind: "retry", retries: 2, backoff_ms: 100 } };

/** What becomes of a connection that is cut every time. Claude Code asks again without a stream. */
const CUT: Record<CliId, Record<string, unknown>> = {
  claude: { status: "succeeded", reason: null },
  codex: { status: "failed", reason: "api_error" },
  gemini: { status: "failed", reason: "api_error" },
  opencode: { status: "failed", reason: "api_error" },
};

for (const cli of CLIS) {
  test.concurrent(`${cli.id}: a connection that is cut`, async () => {
    const account = await rig.account(cli, `cut-${cli.id}`);
    const execution = await rig.ask(cli, "[[stub: cut]] go", on(cli, [account]));
    expect(execution).toMatchObject(CUT[cli.id]);
  }, 150_000);
}

for (const cli of CLIS) {
  test.concurrent(`${cli.id}: a rate limit that passes ends in success`, async () => {
    const account = await rig.account(cli, `slowed-${cli.id}`);
    const prompt = "[[stub: rate-limit retryAfter=1 times=1]] go";
    const execution = await rig.ask(cli, prompt, on(cli, [account], RETRY));
    expect(execution).toMatchObject({ status: "succeeded", result: "Hello from the stub model. All is well." });
    expect(await kept(rig, [account])).toEqual(told(rig, [account]));
  });

  test.concurrent(`${cli.id}: a slow stream is read to its end`, async () => {
    const account = await rig.account(cli, `patient-${cli.id}`);
    const execution = await rig.ask(cli, "[[stub: slow chunkMs=200]] go", on(cli, [account]));
    expect(execution).toMatchObject({ status: "succeeded", result: "Hello from the stub model. All is well." });
    expect(await kept(rig, [account])).toEqual(told(rig, [account]));
  });
}

test("claude: a warning of a login's window steers new work to the other account", async () => {
  await using own = await openRig();
  const { client } = own.server;
  const { accounts } = await client.call("GET", "/admin/accounts?backend=claude");
  for (const { id } of accounts) await client.call("PATCH", `/admin/accounts/${id}`, { enabled: false }, 200);
  const warned = await own.account(claude, "warned");
  const open = await own.account(claude, "open");
  own.stub.scriptKey(warned.key, { kind: "warning", utilization: 0.93, retryAfter: 3_600 });
  const policies = { on_usage_limit: "next_account", rotate_accounts: true };
  const fields = { backend: undefined, model: undefined, chain: { entries: [{ backend: "claude" }], ...policies } };
  expect((await own.ask(claude, "one", fields)).attempts).toMatchObject([{ account_id: warned.id }]);
  const { windows } = await client.call("GET", `/admin/accounts/${warned.id}`);
  expect(windows.five_hour).toMatchObject({ status: "warned", utilization: 0.93 });
  expect((await own.ask(claude, "two", fields)).attempts).toMatchObject([{ account_id: open.id }]);
});
