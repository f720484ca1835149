import { generateKeyPairSync, type KeyObject, verify } from "node:crypto";
import { Hono } from "hono";
import { createMiddleware } from "hono/factory";
import { GITHUB_SECRET } from "./github.ts";
import { repositoryRoutes, type StubEnv } from "./github-routes.ts";
import { GithubState } from "./github-state.ts";

/** How the stub answers wrongly, once, or `times` times; 0 is always. */
export interface StubFault {
  /** Of the method and the path, such as `POST /repos/o/r/check-runs`. */
  at: RegExp;
  status?: number;
  headers?: Record<string, string>;
  message?: string;
  times?: number;
  /** It does what it is asked, and then answers so, or with `silent` never. */
  late?: boolean;
  silent?: boolean;
  /** It does what it is asked, and answers as it should, but not before this. */
  until?: Promise<unknown>;
}

export interface GithubStub extends AsyncDisposable {
  url: string;
  state: GithubState;
  /** Every request, as method and path. */
  requests: string[];
  /** As the settings of a server that is the App. */
  app: Record<string, string>;
  /** As the settings of a server with the token of the user `robot`. */
  token: Record<string, string>;
  /** Tokens of installations so far, and those that are not taken any more. */
  minted: string[];
  revoked: Set<string>;
  fail(fault: StubFault): void;
  stop(): Promise<void>;
}

const TOKEN = "ghp_stubtokenofauser";
const APP = { id: 7, slug: "agented-test", name: "Agented test", installations_count: 1 };
const PERMISSIONS = { issues: "write", pull_requests: "write", checks: "write", contents: "write" };

/**
 * GitHub's REST API on 127.0.0.1, on a free port: it keeps what it is told, checks who asks (a JWT signed by the App's
 * key, a token of an installation for the one repository it is for, or a user's token), and fails on demand.
 */
export function startGithubStub(): GithubStub {
  const state = new GithubState();
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2_048 });
  const requests: string[] = [];
  const minted = new Map<string, string>();
  const revoked = new Set<string>();
  const faults: StubFault[] = [];
  const app = new Hono<StubEnv>();
  app.use(failing(faults, requests));
  app.route("/", appRoutes(publicKey, minted));
  app.use(async (c, next) => {
    const token = c.req.header("authorization")?.replace(/^(?:token|bearer) /i, "") ?? "";
    const repository = minted.get(token);
    if ((token !== TOKEN && repository === undefined) || revoked.has(token))
      return c.json({ message: "Bad credentials" }, 401);
    if (repository !== undefined && !c.req.path.startsWith(`/repos/${repository}/`))
      return c.json({ message: "Not Found" }, 404);
    c.set("kind", repository === undefined ? "token" : "app");
    c.set("login", repository === undefined ? "robot" : `${APP.slug}[bot]`);
    return next();
  });
  app.get("/user", (c) => c.json({ login: c.get("login") }));
  app.route("/", repositoryRoutes(state));
  const server = Bun.serve({ hostname: "127.0.0.1", port: 0, idleTimeout: 0, fetch: app.fetch });
  const url = `http://127.0.0.1:${server.port}`;
  const pem = privateKey.export({ type: "pkcs1", format: "pem" }).toString();
  const stop = () => server.stop(true);
  return {
    ...{ url, state, requests, revoked, stop, [Symbol.asyncDispose]: stop },
    app: {
      GITHUB_API_URL: url,
      GITHUB_WEBHOOK_SECRET: GITHUB_SECRET,
      GITHUB_APP_ID: String(APP.id),
      GITHUB_APP_PRIVATE_KEY: pem,
    },
    token: { GITHUB_API_URL: url, GITHUB_WEBHOOK_SECRET: GITHUB_SECRET, GITHUB_TOKEN: TOKEN },
    get minted() {
      return [...minted.keys()];
    },
    fail: (fault) => void faults.push({ times: 1, ...fault }),
  };
}

function failing(faults: StubFault[], requests: string[]) {
  return createMiddleware<StubEnv>(async (c, next) => {
    const asked = `${c.req.method} ${c.req.path}`;
    requests.push(asked);
    const fault = faults.find(({ at, times }) => at.test(asked) && times !== -1);
    if (!fault) return next();
    if (fault.times === 1) fault.times = -1;
    else if (fault.times) fault.times -= 1;
    if (fault.late || fault.silent || fault.until) await next();
    if (fault.until) return void (await fault.until);
    if (fault.silent) await new Promise(() => {});
    const message = fault.message ?? "The stub was told to fail";
    c.res = new Response(JSON.stringify({ message }), {
      status: fault.status ?? 500,
      headers: { "Content-Type": "application/json", ...fault.headers },
    });
  });
}

/** What only the App itself may ask. */
function appRoutes(publicKey: KeyObject, minted: Map<string, string>): Hono<StubEnv> {
  const app = new Hono<StubEnv>();
  const asApp = createMiddleware<StubEnv>(async (c, next) => {
    const jwt = c.req.header("authorization")?.replace(/^bearer /i, "") ?? "";
    if (!isSigned(jwt, publicKey)) return c.json({ message: "A JSON web token could not be decoded" }, 401);
    return next();
  });
  app.get("/app", asApp, (c) => c.json({ ...APP, permissions: PERMISSIONS }));
  app.get("/repos/:owner/:repo/installation", asApp, (c) => c.json({ id: 40 }));
  app.post("/app/installations/:id/access_tokens", asApp, async (c) => {
    const { repositories = [] } = await c.req.json();
    const token = `ghs_stubinstallation${minted.size}`;
    minted.set(token, `octo/${repositories[0]}`);
    const expires_at = new Date(Date.now() + 3_600_000).toISOString();
    return c.json(
      { token, expires_at, permissions: PERMISSIONS, repositories: [{ id: 1, name: repositories[0] }] },
      201,
    );
  });
  return app;
}

function isSigned(jwt: string, publicKey: KeyObject): boolean {
  const [header = "", payload = "", signature = ""] = jwt.split(".");
  const signed = Buffer.from(`${header}.${payload}`);
  if (!verify("RSA-SHA256", signed, publicKey, Buffer.from(signature, "base64url"))) return false;
  const { iss, exp } = JSON.parse(Buffer.from(payload, "base64url").toString());
  return String(iss) === String(APP.id) && exp * 1_000 > Date.now();
}
