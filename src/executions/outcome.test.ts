import { expect, test } from "bun:test";
import { openTest } from "~/testing/server.ts";

const OUTCOME = { summary: "All is well.", verdict: "pass", actions: [{ kind: "labels", add: ["ok"] }] };
const KEPT = { ...OUTCOME, actions: [{ kind: "labels", add: ["ok"], remove: [] }] };
const write = (text: string) => ["sh", "-c", `printf %s '${text}' > "$AGENTED_RESULT_FILE"`];

test("what a run writes to its result file is its outcome", async () => {
  await using app = await openTest();
  const { client } = app;
  const finished = async (command: string[]) => client.finished(await client.start(command));
  expect(await finished(write(JSON.stringify(OUTCOME)))).toMatchObject({ outcome: KEPT, outcome_error: null });
  expect(await finished(["true"])).toMatchObject({ outcome: null, outcome_error: null });
});

test.each([
  ["what is no JSON", write("{"), /^The outcome is no JSON/],
  ["an unknown action", write(JSON.stringify({ actions: [{ kind: "shell", run: "id" }] })), /actions\.0\.kind/],
  ["a link", ["sh", "-c", 'ln -s /etc/passwd "$AGENTED_RESULT_FILE"'], /cannot be read/],
  ["a pipe", ["sh", "-c", 'mkfifo "$AGENTED_RESULT_FILE"'], /it is not a file/],
  ["a megabyte", ["sh", "-c", 'head -c 1100000 /dev/zero > "$AGENTED_RESULT_FILE"'], /more than 1048576 bytes/],
])("%s is no outcome, and the execution says why", async (_, command, why) => {
  await using app = await openTest();
  const execution = await app.client.finished(await app.client.start(command));
  expect(execution).toMatchObject({ status: "succeeded", outcome: null, outcome_error: expect.stringMatching(why) });
});

test("a block that a command prints is no outcome, and the execution says so", async () => {
  await using app = await openTest();
  const block = '```agented\\n{"summary":"printed"}\\n```\\n';
  const finished = async (script: string) => app.client.finished(await app.client.start(["sh", "-c", script]));
  const printed = await finished(`printf '${block}'`);
  expect(printed).toMatchObject({ status: "succeeded", outcome: null });
  expect(printed.outcome_error).toMatch(/printed a block .* AGENTED_RESULT_FILE names\.$/);
  const both = await finished(`printf '${block}'; printf '{"summary":"written"}' > "$AGENTED_RESULT_FILE"`);
  expect(both).toMatchObject({ outcome: { summary: "written" }, outcome_error: null });
});

test("the last block that is marked as ours in an answer is the outcome", async () => {
  await using app = await openTest();
  const { id } = await app.client.trigger({ backend: "claude", backend_config: {} });
  const path = `/admin/triggers/${id}/run`;
  const { execution_id } = await app.client.call("POST", path, { message: 'outcome {}; outcome {"summary":"second"}' });
  expect((await app.client.finished(execution_id)).outcome).toMatchObject({ summary: "second" });
});
