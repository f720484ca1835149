import type { Command } from "commander";

export function addServe(agented: Command): void {
  agented
    .command("serve")
    .alias("start")
    .description("the server")
    .action(async () => (await import("~/main.ts")).ended);
}
