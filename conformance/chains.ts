import type { Cli } from "./clis/index.ts";
import type { Rig, RigAccount } from "./rig.ts";

const FAIL = { on_usage_limit: "fail", on_error: { kind: "fail" } };

/** Fields of a trigger that runs on these accounts, the first one first; several are of one CLI. */
export function on(cli: Cli, accounts: RigAccount[], policies: Record<string, unknown> = FAIL) {
  const entries = accounts.map(({ id }) => ({ backend: cli.id, account: id, model: cli.model ?? null }));
  return { backend: undefined, model: undefined, chain: { entries, ...policies } };
}

interface Told {
  input: number;
  cache_read: number;
  output: number;
  reasoning: number;
}

/** What the stub told to these accounts, in the names of our rows. */
export function told({ stub }: Rig, accounts: RigAccount[]): Told {
  const tallies = accounts.map(({ key }) => stub.counted({ key }));
  const sum = (field: "fresh" | "cached" | "output" | "reasoning") =>
    tallies.reduce((total, tally) => total + tally[field], 0);
  return { input: sum("fresh"), cache_read: sum("cached"), output: sum("output"), reasoning: sum("reasoning") };
}

/** What our rows say these accounts used. */
export async function kept({ server }: Rig, accounts: RigAccount[]): Promise<Told> {
  const reports = accounts.map(({ id }) => server.client.call("GET", `/admin/usage?group_by=account&account_id=${id}`));
  const totals = (await Promise.all(reports)).map((report) => report.totals);
  const sum = (field: string) => totals.reduce((total, one) => total + one[field], 0);
  return {
    ...{ input: sum("input_tokens"), cache_read: sum("cache_read_tokens") },
    ...{ output: sum("output_tokens"), reasoning: sum("reasoning_tokens") },
  };
}
