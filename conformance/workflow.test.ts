import { expect, test } from "bun:test";
import { until } from "~/testing/until.ts";
import { on } from "./chains.ts";
import { claude } from "./clis/index.ts";
import { openRig } from "./rig.ts";

const SAID = "Hello from the stub model. All is well.";

test("an agent in mid-workflow meets its limit, its server is killed, and the run ends with what the other account says", async () => {
  await using rig = await openRig();
  const accounts = [await rig.account(claude, "spent"), await rig.account(claude, "fresh")];
  const [spent, fresh] = accounts;
  rig.stub.scriptKey(spent?.key ?? "", { kind: "tool-then-limit", command: "echo of-the-tool", pause: 0.2 });
  rig.stub.scriptKey(fresh?.key ?? "", { kind: "slow", chunkMs: 300 });
  const { chain } = on(claude, accounts, { on_usage_limit: "next_account", rotate_accounts: true });
  const graph = {
    nodes: [
      { id: "before", kind: "transform", value: "the task of {input.who}" },
      { id: "agent", kind: "agent", prompt: "{nodes.before.text}", chain, permissions: "full" },
      { id: "after", kind: "transform", value: "It said: {nodes.agent.text}" },
    ],
    edges: [
      { from: "before", to: "agent" },
      { from: "agent", to: "after" },
    ],
  };
  const call: typeof rig.server.client.call = (...asked) => rig.server.client.call(...asked);
  const { id: workflow } = await call("POST", "/admin/workflows", { name: "Ask", graph }, 201);
  await call("POST", `/admin/workflows/${workflow}/versions`, { note: null }, 201);
  const { run_id } = await call("POST", `/admin/workflows/${workflow}/runs`, { input: { who: "ada" } });
  const run = () => call("GET", `/admin/runs/${run_id}`);
  const agent = async () => (await run()).nodes.find(({ node_id }: { node_id: string }) => node_id === "agent");
  const attempts = async () => {
    const id = (await agent())?.execution_id;
    return id ? (await rig.server.client.execution(id)).attempts : [];
  };
  await until("it is handed over", async () => (await attempts())[1]?.status === "running", 30_000);
  await rig.server.kill("SIGKILL");
  rig.server = await rig.boot();
  await until("the run to end", async () => (await run()).ended_at !== null, 60_000);
  expect(await run()).toMatchObject({ status: "succeeded", output: `It said: ${SAID}` });
  const [first, second, ...more] = await attempts();
  expect(more).toEqual([]);
  expect(first).toMatchObject({ account_id: spent?.id, reason: "usage_limit" });
  expect(second).toMatchObject({ account_id: fresh?.id, status: "succeeded", session_id: first.session_id });
  const asked = rig.stub.requests.filter(({ key, protocol }) => key === fresh?.key && protocol !== undefined);
  expect(asked[0]?.body).toContain("the task of ada");
  expect(asked[0]?.body).toContain("of-the-tool");
}, 120_000);
