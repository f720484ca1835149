import { expect, test } from "bun:test";
import { join } from "node:path";
import type { Command } from "commander";
import { parse } from "yaml";
import { agented, cliReference, HEAD } from "~/testing/cli-reference.ts";
import { openReceiver } from "~/testing/receiver.ts";
import { openTest } from "~/testing/server.ts";

const page = await Bun.file(join(import.meta.dir, "../../docs/cli.md")).text();
const blocks = (language: string) =>
  [...page.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].flatMap(([, of, text = ""]) => (of === language ? [text] : []));

test("docs/cli.md has every command's --help: bun run docs writes it", () => {
  expect(page.slice(page.indexOf(HEAD))).toBe(cliReference());
});

/** The command that these words lead to, and the words behind it. */
function led(words: string[], at: Command = agented()): { command: Command; rest: string[] } {
  const [first, ...rest] = words;
  const next = at.commands.find((one) => one.name() === first);
  return next ? led(rest, next) : { command: at, rest: words };
}

test("what its examples type is there", () => {
  const typed = blocks("sh").flatMap((text) =>
    [...text.matchAll(/\bagented ([^#>)\n]+)/g)].map(([, line = ""]) => line.trim()),
  );
  expect(typed.length).toBeGreaterThan(10);
  for (const line of typed) {
    const { command, rest } = led(line.split(/\s+/));
    expect(`${line}: ${command.name()}`).not.toBe(`${line}: agented`);
    const options = command.options.flatMap(({ short, long }) => [short, long]);
    for (const word of rest.filter((one) => one.startsWith("-"))) expect(options).toContain(word);
  }
});

test("the file it shows can be applied as it is", async () => {
  await using receiver = openReceiver();
  const env = { CHAT_URL: receiver.url, TEAM_KEY: "a-key-of-the-team", ALLOWED_PRIVATE_HOSTS: receiver.place };
  await using app = await openTest(env);
  const key = { variable: "ANTHROPIC_API_KEY", env: "TEAM_KEY" };
  await app.client.call("POST", "/admin/accounts", { backend: "claude", name: "team", key }, 201);
  const [text = ""] = blocks("yaml");
  const { changes } = await app.client.call("POST", "/admin/config/apply", { document: parse(text) }, 200);
  expect(changes).toHaveLength(3);
});
