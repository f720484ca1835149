import type { Api } from "./api.ts";
import { follow } from "./follow.ts";
import { EXIT, Exit, type Io } from "./io.ts";
import type { Following } from "./logs.ts";

interface Told {
  node_id?: string | null;
  item?: number | null;
  status: string;
  detail: string | null;
}

/** Prints what becomes of a run of a workflow and of its nodes until it ends. It goes on without whoever reads along. */
export async function followWorkflowRun(api: Api, io: Io, id: string, { json, exitStatus }: Following): Promise<void> {
  for await (const { event, data } of follow(api, `/admin/runs/${id}/stream`, 0, io.told())) {
    const told = JSON.parse(data) as Told;
    if (event === "node" || event === "run") io.out(json ? `${data}\n` : `${lineOf(id, told)}\n`);
    if (event !== "complete") continue;
    if (exitStatus && told.status !== "succeeded") throw new Exit(EXIT.failed);
    return;
  }
  io.err(`It goes on without you: agented runs follow ${id}\n`);
  throw new Exit(EXIT.interrupted);
}

function lineOf(id: string, { node_id, item, status, detail }: Told): string {
  const subject = node_id ? `${node_id}${item !== undefined && item !== null && item >= 0 ? `[${item}]` : ""}` : id;
  return `${subject} ${status}${detail ? `: ${detail}` : ""}`;
}
