import { afterAll, beforeAll, expect, test } from "bun:test";
import { CLIS } from "./clis/index.ts";
import { follow } from "./follow.ts";
import { openRig, type Rig } from "./rig.ts";

let rig: Rig;
beforeAll(async () => {
  rig = await openRig();
});
afterAll(() => rig[Symbol.asyncDispose]());

for (const cli of CLIS) {
  test.concurrent(`${cli.id} answers, live and in the end`, async () => {
    const prompt = `Say "hello" to ${cli.id}\nand to 'ünï' \\ 日本 $HOME \`id\` %s`;
    const id = await rig.start(cli, prompt);
    const { client } = rig.server;
    const { logs, complete } = await follow(client, id);
    const execution = await client.execution(id);

    expect(complete).toMatchObject({ id, status: "succeeded", reason: null, exit_code: 0, last_seq: logs.length });
    expect(logs.map(({ seq }) => seq)).toEqual(logs.map((_, i) => i + 1));
    expect(execution.result).toBe("Hello from the stub model. All is well.");
    expect(rig.stub.requests.filter((request) => request.prompt === prompt)).not.toBeEmpty();

    const events = logs.filter(({ stream }) => stream === "stdout").map(({ text }) => JSON.parse(text));
    const session = execution.attempts[0].session_id;
    expect(session).toBeString();
    expect(JSON.stringify(events)).toContain(session);
  });
}
