import type { Command } from "commander";
import { version } from "../../package.json";
import type { Io } from "./io.ts";

export { version };

/** Set by `scripts/build.ts`. */
declare const COMMIT: string | undefined;

export function addVersion(agented: Command, io: Io): void {
  agented
    .command("version")
    .description("which version this is, of which commit, on which Bun")
    .option("--json", "one JSON document")
    .action(({ json }: { json?: boolean }) => {
      const commit = typeof COMMIT === "undefined" ? "checkout" : COMMIT;
      const about = { version, commit, bun: Bun.version };
      io.out(json ? `${JSON.stringify(about)}\n` : `agented ${version} (${commit}), Bun ${Bun.version}\n`);
    });
}
