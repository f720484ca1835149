import { afterAll, beforeAll, expect, test } from "bun:test";
import { kept, on, told } from "./chains.ts";
import { CLIS, claude, codex } from "./clis/index.ts";
import { openRig, type Rig } from "./rig.ts";

let rig: Rig;
beforeAll(async () => {
  rig = await openRig();
});
afterAll(() => rig[Symbol.asyncDispose]());

const OWN_TIME_MS = 2_000;
// 100 on a quiet machine: lines are taken in less often where the server is kept from its processor.
const RECOGNISED_MS = 500;

for (const cli of CLIS) {
  test.concurrent(`${cli.id}: at its limit in mid-task the next account goes on with the conversation`, async () => {
    const accounts = [await rig.account(cli, `spent-${cli.id}`), await rig.account(cli, `fresh-${cli.id}`)];
    const [spent, fresh] = accounts;
    rig.stub.scriptKey(spent?.key ?? "", { kind: "tool-then-limit", command: "echo of-the-tool", pause: 0.2 });
    const rotating = { on_usage_limit: "next_account", rotate_accounts: true, on_error: { kind: "fail" } };
    const task = `the task of ${cli.id}`;
    const execution = await rig.ask(cli, task, { ...on(cli, accounts, rotating), permissions: "full" });
    expect(execution).toMatchObject({ status: "succeeded", result: "Hello from the stub model. All is well." });
    const [first, second] = execution.attempts;
    expect(first).toMatchObject({ account_id: spent?.id, status: "failed", reason: "usage_limit" });
    expect(second).toMatchObject({ account_id: fresh?.id, status: "succeeded", session_id: first.session_id });
    const asked = rig.stub.requests.filter(({ key, protocol }) => key === fresh?.key && protocol !== undefined);
    expect(asked[0]?.body).toContain(task);
    expect(asked[0]?.body).toContain("of-the-tool");
    expect(await kept(rig, accounts)).toEqual(told(rig, accounts));

    const own = Date.parse(second.started_at) - Date.parse(first.ended_at);
    expect(own).toBeLessThan(OWN_TIME_MS);
    const { cooldowns } = await rig.server.client.call("GET", `/admin/accounts/${spent?.id}`);
    expect(cooldowns).toMatchObject([{ kind: "usage" }]);
    const { lines } = await rig.server.client.call("GET", `/admin/executions/${execution.id}/lines?limit=10000`);
    const said = lines.find(({ text }: { text: string }) =>
      /rejected|usage limit has|hit your usage|exhausted/.test(text),
    );
    const recognised = Date.parse(cooldowns[0].since) - Date.parse(first.started_at) - said.offset_ms;
    expect(Math.abs(recognised)).toBeLessThan(RECOGNISED_MS);
    console.log(`${cli.id}: recognised after ${recognised} ms, handed over in ${own} ms`);
  });
}

for (const [cli, other] of CLIS.map((one) => [one, one === claude ? codex : claude] as const)) {
  test.concurrent(`${cli.id}: at its limit ${other.id} goes on with the task`, async () => {
    const spent = await rig.account(cli, `spent-before-${other.id}`);
    const fresh = await rig.account(other, `fresh-after-${cli.id}`);
    rig.stub.scriptKey(spent.key, { kind: "tool-then-limit", command: "echo of-the-tool", pause: 0.2 });
    const entries = [
      { backend: cli.id, account: spent.id, model: cli.model ?? null },
      { backend: other.id, account: fresh.id, model: other.model ?? null },
    ];
    const chain = { entries, on_usage_limit: "next_backend", on_error: { kind: "fail" } };
    const task = `the task that ${cli.id} began`;
    const execution = await rig.ask(cli, task, { backend: undefined, model: undefined, chain, permissions: "full" });
    expect(execution.status).toBe("succeeded");
    expect(execution.attempts).toMatchObject([
      { backend: cli.id, reason: "usage_limit" },
      { backend: other.id, status: "succeeded" },
    ]);
    const asked = rig.stub.requests.filter(({ key, protocol }) => key === fresh.key && protocol !== undefined);
    expect(asked[0]?.body).toContain(task);
    expect(asked[0]?.body).toContain("of-the-tool");
  });
}
