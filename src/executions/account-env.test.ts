import { expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { backends } from "~/backends/index.ts";
import { memoryLog } from "~/testing/memory-log.ts";
import { openTest } from "~/testing/server.ts";

const KEYS = {
  claude: "ANTHROPIC_API_KEY",
  codex: "CODEX_API_KEY",
  gemini: "GEMINI_API_KEY",
  opencode: "OPENCODE_AUTH_CONTENT",
} as const;
const CLIS = Object.keys(KEYS) as (keyof typeof KEYS)[];

test("a child sees its account's variables and nobody else's, for all four; no key is in a row, an answer or the log", async () => {
  const planted = Object.fromEntries(CLIS.map((cli) => [KEYS[cli], `planted-key-of-the-server-for-${cli}`]));
  const secrets = [...Object.values(planted), "planted-secret-unrelated", "planted-key-in-the-environment"];
  const { log, lines } = memoryLog();
  await using app = await openTest(
    {
      ...planted,
      AWS_SECRET_ACCESS_KEY: "planted-secret-unrelated",
      SECOND_KEY: "planted-key-in-the-environment",
      LOG_LEVEL: "debug",
    },
    { log },
  );
  const { client } = app;
  const seen: Record<string, string[]> = {};
  for (const backend of CLIS) {
    const { variables, home } = backends[backend];
    const secret = `planted-key-of-an-account-of-${backend}`;
    secrets.push(secret);
    const variable = KEYS[backend];
    const made = [
      { name: "stored", key: { variable, secret }, config_dir: "own" },
      { name: "named", key: { variable, env: "SECOND_KEY" } },
    ];
    const [standard] = (await client.call("GET", `/admin/accounts?backend=${backend}`)).accounts;
    for (const fields of made) await client.call("POST", "/admin/accounts", { backend, ...fields }, 201);
    const { accounts } = await client.call("GET", `/admin/accounts?backend=${backend}`);
    for (const { id, name } of accounts) {
      const chain = { entries: [{ backend, account: id }] };
      const trigger = await client.trigger({ backend: undefined, chain });
      const { execution_id } = await client.call("POST", `/admin/triggers/${trigger.id}/run`, { message: "env" });
      const { result } = await client.finished(execution_id);
      const env: Record<string, string> = JSON.parse(result);
      const own = Object.keys(env).filter((each) => (variables as readonly string[]).includes(each));
      seen[`${backend} ${id === standard.id ? "default" : name}`] = own.filter(
        (each) => !/MAX_RETRIES|PERMISSION|DISABLE|SETTINGS/.test(each),
      );
      expect(env[variable]).toBe("[redacted]");
      expect(own.includes(home?.variable ?? "")).toBe(name === "stored");
      expect(env).not.toHaveProperty("AWS_SECRET_ACCESS_KEY");
      expect(env).not.toHaveProperty("SECOND_KEY");
    }
  }
  for (const backend of CLIS) {
    const root = backends[backend].home?.variable;
    expect(seen[`${backend} default`]).toEqual([KEYS[backend]]);
    expect(seen[`${backend} stored`]?.toSorted()).toEqual([KEYS[backend], root ?? ""].toSorted());
    expect(seen[`${backend} named`]).toEqual([KEYS[backend]]);
  }
  const answers = await Promise.all(
    ["accounts", "executions?limit=200", "triggers", "backends", "usage/attempts", "budgets", "queue"].map(
      async (path) => (await client.fetch(`/admin/${path}`)).text(),
    ),
  );
  const files = readdirSync(app.data_dir, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
  // The server's own files: what the CLIs keep in their directories is theirs.
  const kept = files.filter(({ parentPath }) => !/accounts|workspaces/.test(parentPath));
  const stored = kept.map(({ parentPath, name }) => readFileSync(join(parentPath, name), "latin1"));
  const everything = [...answers, ...stored, JSON.stringify(lines)].join("\n");
  for (const secret of secrets) expect(everything.includes(secret) ? secret : undefined).toBeUndefined();
}, 60_000);
