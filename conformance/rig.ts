import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { probeEnv } from "~/doctor/index.ts";
import { type RunningStub, startStubModel } from "~/stub-model/index.ts";
import type { Client } from "~/testing/client.ts";
import { type ServerProcess, spawnServer } from "~/testing/server.ts";
import { CLIS, type Cli } from "./clis/index.ts";

const KEY = "test-key";
const SYSTEM_PATH = "/usr/local/bin:/usr/bin:/bin";

/** An account with a home and a key of its own, as of a login to a plan: `stub.scriptKey(key, …)` says how it is with it. */
export interface RigAccount {
  id: string;
  key: string;
  config_dir: string;
}

/** A stub of the model APIs, a home for each CLI, and Agented's own server between them. */
export interface Rig extends AsyncDisposable {
  server: ServerProcess;
  stub: RunningStub;
  dir: string;
  /** A new directory to work in. */
  workDir(): string;
  /** A further account of a CLI; `fields` are of the request that creates it. */
  account(cli: Cli, name: string, fields?: Record<string, unknown>): Promise<RigAccount>;
  /** Starts a prompt, given by hand, and answers the execution's id. */
  start(cli: Cli, prompt: string, fields?: Record<string, unknown>): Promise<string>;
  /** The same, and answers the finished execution. */
  ask(cli: Cli, prompt: string, fields?: Record<string, unknown>): ReturnType<Client["finished"]>;
  /** A server on the same data: the next boot. */
  boot(): Promise<ServerProcess>;
}

export async function openRig(given: Record<string, string> = {}): Promise<Rig> {
  const dir = mkdtempSync(join(tmpdir(), "agented-conformance-"));
  const apiKeys = [KEY];
  const stub = startStubModel({ apiKeys, keepBodies: true });
  const env = { ...prepare(dir, stub.url), ...given };
  const close = async () => {
    await stub.stop();
    rmSync(dir, { recursive: true, force: true });
  };
  const boot = () => spawnServer(env);
  const server = await boot().catch(async (error) => {
    await close();
    throw error;
  });
  const rig: Rig = {
    ...{ server, stub, dir, boot },
    workDir: () => mkdtempSync(join(dir, "work-")),
    async account(cli, name, fields) {
      const key = `key-of-${cli.id}-${name}`;
      apiKeys.push(key);
      const { config_dir, env } = cli.prepare(join(dir, "accounts", name), stub.url);
      const login = { config_dir, env, key: { variable: cli.login ?? cli.key, secret: key } };
      const account = { backend: cli.id, name, ...login, ...fields };
      const { id } = await rig.server.client.call("POST", "/admin/accounts", account, 201);
      return { id, key, config_dir };
    },
    async start(cli, prompt, fields) {
      const { client } = rig.server;
      const given = { working_dir: rig.workDir(), model: cli.model ?? null, ...fields };
      const { id } = await client.trigger({ backend: cli.id, ...given });
      return (await client.call("POST", `/admin/triggers/${id}/run`, { message: prompt })).execution_id;
    },
    ask: async (cli, prompt, fields) => rig.server.client.finished(await rig.start(cli, prompt, fields)),
    async [Symbol.asyncDispose]() {
      await rig.server.kill("SIGTERM");
      await close();
      expectSilence(stub);
    },
  };
  return rig;
}

function prepare(dir: string, url: string): Record<string, string> {
  const home = join(dir, "home");
  const bin = join(dir, "bin");
  for (const each of [home, bin, join(dir, "data")]) mkdirSync(each);
  // OpenCode looks for a plugin of its own in the registry that npm is set to.
  writeFileSync(join(home, ".npmrc"), `registry=${url}/npm/\n`);
  linkClis(bin);
  const variables = CLIS.map((cli) => probeEnv(cli, home, { url, key: KEY }));
  return Object.assign(
    { PATH: `${bin}:${SYSTEM_PATH}`, HOME: home, AGENTED_DATA_DIR: join(dir, "data"), LANG: "C.UTF-8" },
    { SHUTDOWN_MODE: "stop", LOG_LEVEL: "info" },
    ...variables,
  );
}

/** Puts all four where a PATH finds them. */
export function linkClis(bin: string): void {
  for (const cli of CLIS) link(cli, bin);
}

function link({ id, program }: Cli, bin: string): void {
  const [first, script] = program;
  const missing = program.find((path) => !existsSync(path));
  if (missing) throw new Error(`${id} is not installed: there is no ${missing}`);
  if (script === undefined) symlinkSync(first, join(bin, id));
  else writeFileSync(join(bin, id), `#!/bin/sh\nexec '${first}' '${script}' "$@"\n`, { mode: 0o755 });
}

/** What any CLI asked that is no model request of it: on a real machine that would have left for the internet. */
function expectSilence({ requests }: Rig["stub"]): void {
  const asked = requests.map(({ method, path }) => `${method} ${path}`);
  const strange = asked.filter((one) => !CLIS.some(({ routes }) => routes.test(one)));
  if (strange.length > 0) throw new Error(`the stub was asked for what it does not have: ${strange.join(", ")}`);
}
