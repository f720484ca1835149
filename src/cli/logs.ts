import type { Command } from "commander";
import type { InferResponseType } from "hono/client";
import { type Api, answer, connect } from "./api.ts";
import { follow } from "./follow.ts";
import { EXIT, Exit, type Io } from "./io.ts";
import { type Asking, asks } from "./resource.ts";
import { terminalText } from "./terminal-text.ts";

type Row = InferResponseType<Api["executions"][":id"]["cancel"]["$post"], 202>;
type Line = InferResponseType<Api["executions"][":id"]["lines"]["$get"], 200>["lines"][number];

export interface Following {
  json?: boolean;
  exitStatus?: boolean;
}

export function addLogs(executions: Command, io: Io): void {
  asks(executions.command("logs <id>").description("the output of an execution; with -f as it comes, to its end"))
    .option("-f, --follow", "go on until it ends; Ctrl-C leaves it alone")
    .option("--exit-status", "with -f: exit 1 unless it succeeds")
    .option("--after <seq>", "only lines after this one", "0")
    .action(
      async (id: string, { url, follow, after, ...how }: Asking & Following & { follow?: boolean; after: string }) => {
        const api = connect(io, url);
        if (follow) await followRun(api, io, id, { ...how, after: Number(after) || 0 });
        else await printLines(api, io, id, { ...how, after });
      },
    );
}

/** Prints what a run writes until it ends. It goes on without whoever reads along. */
export async function followRun(
  api: Api,
  io: Io,
  id: string,
  { after = 0, json, exitStatus }: Following & { after?: number },
) {
  const left = io.told();
  let told = "";
  for await (const { event, data } of follow(api, `/admin/executions/${id}/stream`, after, left)) {
    if (event === "log") printLine(io, JSON.parse(data), json);
    const said = event === "log" ? told : stateOf(JSON.parse(data));
    if (said !== told) io.err(`${said}\n`);
    told = said;
    if (event !== "complete") continue;
    if (exitStatus && (JSON.parse(data) as Row).status !== "succeeded") throw new Exit(EXIT.failed);
    return;
  }
  io.err(`It goes on without you: agented executions logs -f ${id}\n`);
  throw new Exit(EXIT.interrupted);
}

async function printLines(api: Api, io: Io, id: string, { json, after }: Following & { after: string }) {
  for (let cursor = after; ; ) {
    const query = { after: cursor, limit: "10000" };
    const page = await answer(api.executions[":id"].lines.$get({ param: { id }, query }));
    for (const line of page.lines) printLine(io, line, json);
    if (page.lines.length === 0) return;
    cursor = String(page.next_after);
  }
}

function printLine(io: Io, line: Line, json?: boolean): void {
  if (json) io.out(`${JSON.stringify(line)}\n`);
  else io.out(`${io.terminal ? terminalText(line.text) : line.text}\n`);
}

function stateOf({ id, status, detail }: Row): string {
  return `${id} ${status}${detail ? `: ${detail}` : ""}`;
}
