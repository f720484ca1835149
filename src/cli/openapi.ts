import type { Command } from "commander";
import { connect } from "./api.ts";
import type { Io } from "./io.ts";

export function addOpenapi(agented: Command, io: Io): void {
  agented
    .command("openapi")
    .description("the server's OpenAPI document")
    .option("--url <address>", "the server; else AGENTED_URL, else this machine at PORT")
    .action(async ({ url }: { url?: string }) => {
      const response = await connect(io, url).fetch("/openapi/openapi.json");
      io.out(`${await response.text()}\n`);
    });
}
