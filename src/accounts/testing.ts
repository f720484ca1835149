import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BackendId, Limit } from "~/backends/index.ts";
import { readConfig } from "~/config.ts";
import { type Context, openContext } from "~/context.ts";
import { buildApp } from "~/http/app.ts";
import { serve } from "~/http/server.ts";
import { access, ensureBootstrapKey } from "~/keys/index.ts";
import { fakeClock } from "~/kit/clock.ts";
import { Client } from "~/testing/client.ts";
import { ownContract } from "~/testing/own-contract.ts";
import { chainRoutes } from "./chain-routes.ts";
import { type Met, noteLimit } from "./limits.ts";
import type { Chain } from "./model.ts";
import { type PickAsk, pickAccount } from "./pick.ts";
import { prepareAccounts } from "./prepare.ts";
import { accountRoutes } from "./routes.ts";

const KEY = "test-key-of-a-test";

/** A server of accounts alone, on a fake clock: real HTTP, gate and database. */
export async function openAccounts(env: Record<string, string> = {}, overrides: Partial<Context> = {}) {
  const data_dir = env.AGENTED_DATA_DIR ?? mkdtempSync(join(tmpdir(), "agented-accounts-"));
  const base = {
    HOME: data_dir,
    PORT: "0",
    AGENTED_DATA_DIR: data_dir,
    AGENTED_API_KEY: KEY,
    LOG_LEVEL: "silent",
    WRITES_PER_MINUTE: "1000000",
  };
  const clock = fakeClock();
  const ctx = openContext(readConfig({ ...base, ...env }), { clock, ...overrides });
  ensureBootstrapKey(ctx, () => {});
  prepareAccounts(ctx);
  const routes = [
    ["/admin/accounts", accountRoutes(ctx)],
    ["/admin/chains", chainRoutes(ctx)],
  ] as const;
  const server = serve(ctx, buildApp(ctx, { access: access(ctx), routes }));
  const client = new Client(server.url, KEY, ownContract);
  const close = async () => {
    // A grace period on a fake clock would never be over.
    await Promise.all([server.close(0), clock.advance(1)]);
    await ctx[Symbol.asyncDispose]();
  };
  return {
    ...{ ctx, client, clock, data_dir, close },
    /** Creates an account of Claude with a key unless the fields say otherwise; answers its row. */
    account: (name: string, fields: Record<string, unknown> = {}) => {
      const key = { variable: "ANTHROPIC_API_KEY", secret: `secret-of-${name}` };
      return client.call("POST", "/admin/accounts", { backend: "claude", name, key, ...fields }, 201);
    },
    show: (id: string) => client.call("GET", `/admin/accounts/${id}`),
    change: (id: string, fields: unknown, status = 200) =>
      client.call("PATCH", `/admin/accounts/${id}`, fields, status),
    /** The default account of a backend. */
    standard: async (backend: string) => {
      const { accounts } = await client.call("GET", `/admin/accounts?backend=${backend}`);
      return accounts.find((one: { is_default: boolean }) => one.is_default);
    },
    /** One attempt meets a limit. */
    meet: ({ id = "attempt", ...met }: Omit<Met, "id"> & { id?: string }, limit: Partial<Limit> = {}) =>
      ctx.db.tx((tx, after) => {
        const whole: Limit = { scope: "account", kind: "usage", hard: true, message: "limited", ...limit };
        noteLimit(ctx, tx, after, { id, ...met }, whole);
      }),
    async [Symbol.asyncDispose]() {
      await close();
      rmSync(data_dir, { recursive: true, force: true });
    },
  };
}

/** Accounts `a`, `b`, `c` of Claude in this order and `x` of Codex, the default ones disabled. */
export async function openFour() {
  const app = await openAccounts();
  for (const backend of ["claude", "codex"]) await app.change((await app.standard(backend)).id, { enabled: false });
  const ids = new Map<string, string>();
  for (const name of ["a", "b", "c"]) ids.set(name, (await app.account(name)).id);
  const codex = { backend: "codex", key: null, config_dir: "own" };
  ids.set("x", (await app.account("x", codex)).id);
  const id = (name: string) => ids.get(name) ?? name;
  const meet = (name: string, limit: Partial<Limit> = {}, model: string | null = null) =>
    app.meet({ backend: name === "x" ? "codex" : "claude", account_id: id(name), model }, limit);
  const entry = (text: string) => {
    const [backend = "", account = "any", model = null] = text.split(" ");
    return { backend: backend as BackendId, account: id(account), model };
  };
  /** What is picked, in short: `0 a`, `busy`, or a limited or refused one with its reason. */
  const pick = (entries: string[], { last, live, paused, ...policies }: Asked = {}) => {
    const chain: Chain = {
      ...{ on_usage_limit: "hold", rotate_accounts: true, on_error: { kind: "fail" } },
      ...policies,
      entries: entries.map(entry),
    };
    const [index, name] = last?.split(" ") ?? [];
    return pickAccount(app.ctx, {
      ...{ chain, paused: new Set(paused) },
      live: new Map(Object.entries(live ?? {}).map(([one, n]) => [id(one), n])),
      ...(name && { last: { entry: Number(index), account_id: id(name) } }),
    } satisfies PickAsk);
  };
  const short = (entries: string[], asked?: Asked) => {
    const picked = pick(entries, asked);
    if (picked.kind === "chosen") return `${picked.entry} ${picked.account.name}`;
    return picked.kind === "busy" ? "busy" : `${picked.kind} ${picked.reason}`;
  };
  return { ...app, app, id, meet, pick, short, advance: app.clock.advance };
}

export type Asked = Partial<Omit<Chain, "entries">> & {
  last?: string;
  live?: Record<string, number>;
  paused?: string[];
};
export type Four = Awaited<ReturnType<typeof openFour>>;

/** The instant so many hours from now. */
export const inHours = ({ clock }: Four, hours = 1) => clock.iso(clock.now() + hours * 3_600_000);
