import { afterAll, beforeAll, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { until } from "~/testing/until.ts";
import { kept, on, told } from "./chains.ts";
import { CLIS, type Cli } from "./clis/index.ts";
import { openRig, type Rig } from "./rig.ts";

let rig: Rig;
beforeAll(async () => {
  rig = await openRig();
});
afterAll(() => rig[Symbol.asyncDispose]());

async function goOn(id: string, body: Record<string, unknown>) {
  const { client } = rig.server;
  const { execution_id } = await client.call("POST", `/admin/executions/${id}/continue`, body);
  return client.finished(execution_id);
}

for (const cli of CLIS) {
  test.concurrent(`${cli.id}: not a token more or less than was told, fresh, with a tool, resumed and forked`, async () => {
    const account = await rig.account(cli, `counted-${cli.id}`);
    // Anthropic's usage has no field for what was thought and not said.
    const thought = cli.id === "claude" ? 0 : 5;
    const first = await rig.ask(cli, `[[stub: tool reasoning=${thought}]] one`, {
      ...on(cli, [account]),
      permissions: "full",
    });
    expect(first).toMatchObject({ status: "succeeded", attempts: [{ usage: { incomplete: false } }] });
    const [{ usage }] = first.attempts;
    // Two steps: the tool's, and the answer's.
    expect(usage).toMatchObject({ input_tokens: 200, cache_read_tokens: 40, turns: expect.any(Number) });
    expect(await kept(rig, [account])).toEqual(told(rig, [account]));
    for (const turn of ["two", "three"]) {
      const next = await goOn(first.id, { message: turn });
      expect(next).toMatchObject({ status: "succeeded", attempts: [{ session_id: first.attempts[0].session_id }] });
      expect(next.attempts[0].usage).toMatchObject({ input_tokens: 100, cache_read_tokens: 20, output_tokens: 12 });
    }
    if (cli.id !== "gemini") {
      const copy = await goOn(first.id, { message: "four", fork: true });
      expect(copy.status).toBe("succeeded");
      expect(copy.attempts[0].session_id).not.toBe(first.attempts[0].session_id);
      expect(copy.attempts[0].usage).toMatchObject({ input_tokens: 100, output_tokens: 12 });
    }
    expect(await kept(rig, [account])).toEqual(told(rig, [account]));
    const history = rig.stub.requests.filter(({ key, body }) => key === account.key && body?.includes("three"));
    for (const turn of ["one", "two"]) expect(history.at(-1)?.body).toContain(turn);
  });
}

for (const cli of CLIS) {
  test.concurrent(`${cli.id}: what was seen of a killed attempt stands, and is not counted again`, async () => {
    const account = await rig.account(cli, `killed-${cli.id}`);
    const fields = { ...on(cli, [account]), permissions: "full" };
    const first = await rig.ask(cli, "hello", fields);
    const { client } = rig.server;
    const token = `lingering-of-${cli.id}`;
    const script = join(rig.dir, "linger.sh");
    writeFileSync(script, "while :; do sleep 0.2; done\n");
    const command = `sh ${script} ${token}`;
    const second = await client.call("POST", `/admin/executions/${first.id}/continue`, {
      message: `[[stub: tool command="${command}"]] go`,
    });
    const id = second.execution_id;
    await until("the tool to run", () => isRunning(token), 45_000);
    await client.call("POST", `/admin/executions/${id}/cancel`);
    const killed = await client.finished(id);
    expect(killed.status).toBe("cancelled");
    const before = await kept(rig, [account]);
    expect(before.input).toBeLessThanOrEqual(told(rig, [account]).input);
    expect(killed.attempts[0].usage.incomplete).toBe(!reportsOnInterrupt(cli));
    const third = await goOn(first.id, { message: "and now" });
    expect(third.attempts[0].usage).toMatchObject({ input_tokens: 100, cache_read_tokens: 20, output_tokens: 12 });
    const after = await kept(rig, [account]);
    expect(after).toEqual({
      ...before,
      input: before.input + 100,
      cache_read: before.cache_read + 20,
      output: before.output + 12,
    });
  });
}

/** Claude Code says what it used when it is asked politely to end. */
function reportsOnInterrupt({ id }: Cli): boolean {
  return id === "claude";
}

function isRunning(token: string): boolean {
  return Bun.spawnSync(["pgrep", "-f", `linger.sh ${token}$`]).success;
}
