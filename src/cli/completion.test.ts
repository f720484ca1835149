import { expect, test } from "bun:test";
import { Client } from "~/testing/client.ts";
import { commandLine } from "~/testing/command-line.ts";

const agented = commandLine({ client: new Client("http://127.0.0.1:1", "no-key-at-all"), data_dir: "/nowhere" });

/** What bash offers behind these words. */
async function offered(...words: string[]): Promise<string[]> {
  const { out: script } = await agented(["completion", "bash"]);
  const ask = `${script}\nCOMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _agented; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const child = Bun.spawnSync(["bash", "-c", ask, "bash", "agented", ...words]);
  expect(child.stderr.toString()).toBe("");
  return child.stdout.toString().trim().split("\n");
}

test("bash completes commands, their own commands and their options", async () => {
  expect(await offered("exec")).toEqual(["executions"]);
  expect(await offered("executions", "")).toEqual(["list", "get", "logs", "cancel", "retry", "--help"]);
  expect(await offered("executions", "logs", "exec-1", "--e")).toEqual(["--exit-status"]);
  expect(await offered("triggers", "list", "--li")).toEqual(["--limit"]);
});

test("zsh takes the same by its own means, fish a line for each word", async () => {
  expect((await agented(["completion", "zsh"])).out).toStartWith("autoload -U +X bashcompinit && bashcompinit\n");
  const fish = (await agented(["completion", "fish"])).out;
  expect(fish).toContain("-n '__fish_use_subcommand' -a executions -d ");
  expect(fish).toContain("-n '__fish_seen_subcommand_from executions; and __fish_seen_subcommand_from logs' -l follow");
  expect(await agented(["completion", "csh"])).toMatchObject({ code: 2, out: "" });
});
