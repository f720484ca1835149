import { afterAll, beforeAll, expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { CLIS, type CliId, type Permissions } from "./clis/index.ts";
import { openRig, type Rig } from "./rig.ts";
import { sandboxRefusal } from "./sandbox.ts";

type Tool = "shell" | "write";
const BOTH: Tool[] = ["shell", "write"];

/** With which tool a model gets a file made. Gemini has no mode that writes files and keeps the shell from it. */
const MAKES: Record<CliId, Record<Permissions, Tool[]>> = {
  claude: { read_only: [], edit: BOTH, full: BOTH },
  codex: { read_only: [], edit: BOTH, full: BOTH },
  gemini: { read_only: [], edit: ["write"], full: BOTH },
  opencode: { read_only: [], edit: BOTH, full: BOTH },
};

let rig: Rig;
beforeAll(async () => {
  rig = await openRig();
});
afterAll(() => rig[Symbol.asyncDispose]());

const refusal = await sandboxRefusal();

// Two first runs of OpenCode at once both make its database, and one begins anew seconds later.
for (const permissions of ["read_only", "edit", "full"] as const) {
  for (const tool of BOTH) {
    for (const cli of CLIS) {
      const skipped = cli.id === "codex" && permissions !== "full" && refusal;
      const because = skipped ? `: skipped, its sandbox does not work here: ${refusal}` : "";
      const makes = MAKES[cli.id][permissions].includes(tool);
      const title = `${cli.id} in ${permissions}: ${tool} ${makes ? "makes" : "does not make"} a file${because}`;
      test.concurrent.skipIf(Boolean(skipped))(title, async () => {
        const working_dir = rig.workDir();
        const path = join(working_dir, "made.txt");
        const act = tool === "shell" ? `command="echo x > made.txt"` : `path=${path} content="x"`;
        const execution = await rig.ask(cli, `[[stub: tool tool=${tool} ${act}]] go`, { permissions, working_dir });
        expect({ made: existsSync(path), status: execution.status }).toEqual({ made: makes, status: "succeeded" });
        expect(execution.result).toBe("Hello from the stub model. All is well.");
      });
    }
  }
}
