import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type ClientResponse, hc } from "hono/client";
import type { accountRoutes } from "~/accounts/index.ts";
import type { budgetRoutes } from "~/budgets/index.ts";
import type { Config } from "~/config.ts";
import type { configurationRoutes } from "~/configuration/index.ts";
import type { inboxRoutes, trialRoutes } from "~/deliveries/index.ts";
import type { executionRoutes } from "~/executions/index.ts";
import type { Problem } from "~/http/router.ts";
import type { keyRoutes } from "~/keys/index.ts";
import { messageOf } from "~/kit/fault.ts";
import type { projectRoutes } from "~/projects/index.ts";
import type { scheduleRoutes } from "~/schedules/index.ts";
import type { triggerRoutes } from "~/triggers/index.ts";
import type { runRoutes, versionRoutes, workflowRoutes } from "~/workflows/index.ts";
import { EXIT, Exit, type Io } from "./io.ts";

/** The server has answered, and not with what it was asked for. */
export class Refused extends Error {
  override readonly name = "Refused";
  readonly fields: NonNullable<Problem["errors"]>;
  readonly request_id: string | undefined;
  readonly isTemporary: boolean;
  constructor(
    readonly status: number,
    { detail, errors, request_id }: Partial<Problem>,
  ) {
    super(detail ?? `The server answered ${status}.`);
    this.fields = errors ?? [];
    this.request_id = request_id;
    this.isTemporary = status === 429 || status === 503;
  }
}

/** Nobody has answered. */
export class Unreachable extends Error {
  override readonly name = "Unreachable";
}

export type Api = ReturnType<typeof connect>;

/** The server's API, typed by its own routes; `url` wins over AGENTED_URL. */
export function connect(io: Io, url?: string) {
  const config = io.config();
  const base = (url ?? config.AGENTED_URL ?? `http://127.0.0.1:${config.PORT}`).replace(/\/+$/, "");
  if (!URL.canParse(base)) {
    io.err(`agented: --url: ${base} is no address; give one such as https://agented.example.com\n`);
    throw new Exit(EXIT.usage);
  }
  const headers = keyHeader(config);
  const ask = (input: string | URL | Request, init?: RequestInit) => asked(base, input, init);
  const at = { headers, fetch: ask };
  return {
    base,
    /** What has no typed routes: streams, documents. */
    fetch: (path: string, init: RequestInit = {}) =>
      ask(base + path, { ...init, headers: { ...headers, ...init.headers } }),
    accounts: hc<ReturnType<typeof accountRoutes>>(`${base}/admin/accounts`, at),
    budgets: hc<ReturnType<typeof budgetRoutes>>(`${base}/admin/budgets`, at),
    config: hc<ReturnType<typeof configurationRoutes>>(`${base}/admin/config`, at),
    deliveries: hc<ReturnType<typeof inboxRoutes>>(`${base}/admin/deliveries`, at),
    executions: hc<ReturnType<typeof executionRoutes>>(`${base}/admin/executions`, at),
    keys: hc<ReturnType<typeof keyRoutes>>(`${base}/admin/keys`, at),
    projects: hc<ReturnType<typeof projectRoutes>>(`${base}/admin/projects`, at),
    runs: hc<ReturnType<typeof runRoutes>>(`${base}/admin/runs`, at),
    schedules: hc<ReturnType<typeof scheduleRoutes>>(`${base}/admin/schedules`, at),
    trials: hc<ReturnType<typeof trialRoutes>>(`${base}/admin/triggers`, at),
    triggers: hc<ReturnType<typeof triggerRoutes>>(`${base}/admin/triggers`, at),
    versions: hc<ReturnType<typeof versionRoutes>>(`${base}/admin/workflows`, at),
    workflows: hc<ReturnType<typeof workflowRoutes>>(`${base}/admin/workflows`, at),
  };
}

type Good<R> =
  R extends ClientResponse<infer Body, infer Status, string> ? (Status extends 200 | 201 | 202 ? Body : never) : never;

/** The body of an answer. Anything but a good one was thrown as `Refused`. */
export async function answer<R extends { json(): Promise<unknown> }>(request: Promise<R>): Promise<Good<R>> {
  return (await (await request).json()) as Good<R>;
}

async function asked(base: string, input: string | URL | Request, init?: RequestInit): Promise<Response> {
  const response = await fetch(input, init).catch((error: unknown) => {
    if (init?.signal?.aborted) throw error;
    throw new Unreachable(
      `no server answers at ${base}: start it, or name it with --url or AGENTED_URL (${messageOf(error)})`,
    );
  });
  if (response.ok) return response;
  const problem: Partial<Problem> = await response.json().catch(() => ({}));
  throw new Refused(response.status, problem);
}

/** AGENTED_API_KEY, else the one that the server on this machine keeps. Without one the server says what is missing. */
function keyHeader({ AGENTED_API_KEY, data_dir }: Config): Record<string, string> {
  const key = AGENTED_API_KEY ?? keptKey(join(data_dir, "api_key"));
  return key === undefined ? {} : { "X-API-Key": key };
}

function keptKey(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8").trim();
  } catch {
    return undefined;
  }
}
