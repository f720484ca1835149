import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

export interface GitServer extends Disposable {
  /** `http://127.0.0.1:<port>`: a repository is at `/<owner>/<name>.git`. */
  url: string;
  /** `127.0.0.1:<port>`, for ALLOWED_PRIVATE_HOSTS. */
  host: string;
  /** Of each request the method, the path and the Authorization it came with. */
  requests: { path: string; authorization: string | null }[];
  /** Answers instead of git when it answers anything. */
  before: (request: Request) => Response | Promise<Response> | undefined;
  /** Adds a repository with these files on `main`. */
  repo(name: string, files?: Record<string, string>): TestRepo;
}

/** A repository of the server, and a checkout of it that a test works in. */
export interface TestRepo {
  url: string;
  bare: string;
  checkout: string;
  git(...args: string[]): string;
  /** Writes files, commits them, pushes to `to` (a whole ref, or a branch); answers the commit. */
  commit(files: Record<string, string>, to?: string): string;
}

/** A git host on a loopback port: smart HTTP by git's own http-backend, pushes allowed. */
export function gitServer(): GitServer {
  const root = mkdtempSync(join(tmpdir(), "git-server-"));
  const server: Omit<GitServer, "url" | "host"> = {
    requests: [],
    before: () => undefined,
    repo: (name, files = { "README.md": "hello\n" }) => addRepo(root, http.url.origin, name, files),
    [Symbol.dispose]() {
      void http.stop(true);
      rmSync(root, { recursive: true, force: true });
    },
  };
  const http = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    idleTimeout: 60,
    async fetch(request) {
      const { pathname } = new URL(request.url);
      server.requests.push({ path: pathname, authorization: request.headers.get("authorization") });
      return (await server.before(request)) ?? backend(root, request);
    },
  });
  return Object.assign(server, { url: http.url.origin, host: http.url.host });
}

/** CGI by hand: its environment, the body, and the head of what it answers. */
async function backend(root: string, request: Request): Promise<Response> {
  const url = new URL(request.url);
  const body = Buffer.from(await request.arrayBuffer());
  const plain = request.headers.get("content-encoding") === "gzip" ? Buffer.from(Bun.gunzipSync(body)) : body;
  const child = Bun.spawn(["git", "http-backend"], {
    env: {
      ...{ PATH: process.env.PATH, GIT_PROJECT_ROOT: root, GIT_HTTP_EXPORT_ALL: "1", REMOTE_USER: "test" },
      ...{ REQUEST_METHOD: request.method, PATH_INFO: url.pathname, QUERY_STRING: url.search.slice(1) },
      ...{ CONTENT_TYPE: request.headers.get("content-type") ?? "", CONTENT_LENGTH: String(plain.length) },
      ...{ GIT_PROTOCOL: request.headers.get("git-protocol") ?? "", GIT_CONFIG_NOSYSTEM: "1" },
      ...{ GIT_CONFIG_GLOBAL: "/dev/null" },
    },
    stdio: [plain, "pipe", "ignore"],
  });
  const answer = Buffer.from(await new Response(child.stdout).arrayBuffer());
  const end = answer.indexOf("\r\n\r\n");
  const headers = new Headers();
  for (const line of answer.subarray(0, end).toString().split("\r\n")) {
    const [, name = "", value = ""] = /^([^:]+): ?(.*)$/.exec(line) ?? [];
    headers.set(name, value);
  }
  const status = Number(headers.get("status")?.slice(0, 3) ?? 200);
  return new Response(answer.subarray(end + 4), { status, headers });
}

function addRepo(root: string, origin: string, name: string, files: Record<string, string>): TestRepo {
  const bare = join(root, `${name}.git`);
  const checkout = join(root, `${name}.checkout`);
  mkdirSync(bare, { recursive: true });
  run(bare, ["init", "--quiet", "--bare", "--initial-branch=main"]);
  run(bare, ["config", "http.receivepack", "true"]);
  run(bare, ["config", "uploadpack.allowAnySHA1InWant", "true"]);
  run(root, ["clone", "--quiet", bare, checkout]);
  const git = (...args: string[]) => run(checkout, args);
  git("checkout", "--quiet", "-B", "main");
  const repo: TestRepo = {
    url: `${origin}/${name}.git`,
    ...{ bare, checkout, git },
    commit(changed, to = "main") {
      for (const [path, text] of Object.entries(changed)) {
        mkdirSync(dirname(join(checkout, path)), { recursive: true });
        writeFileSync(join(checkout, path), text);
      }
      git("add", "--all");
      git("commit", "--quiet", "--message", `change ${Object.keys(changed).join(" ")}`);
      git("push", "--quiet", "--force", bare, `HEAD:${to.startsWith("refs/") ? to : `refs/heads/${to}`}`);
      return git("rev-parse", "HEAD").trim();
    },
  };
  repo.commit(files);
  return repo;
}

/** Runs git as a developer does, without this machine's own settings. Throws what it said. */
export function run(cwd: string, args: string[]): string {
  const who = { NAME: "Dev", EMAIL: "dev@example.com" };
  const names = Object.entries(who).flatMap(([key, value]) => [
    [`GIT_AUTHOR_${key}`, value],
    [`GIT_COMMITTER_${key}`, value],
  ]);
  const env = {
    ...{ PATH: process.env.PATH, HOME: cwd, GIT_CONFIG_NOSYSTEM: "1", GIT_CONFIG_GLOBAL: "/dev/null" },
    ...Object.fromEntries(names),
  };
  const { exitCode, stdout, stderr } = Bun.spawnSync(["git", "-c", "safe.directory=*", ...args], { cwd, env });
  if (exitCode !== 0) throw new Error(`git ${args.join(" ")}: ${stderr}`);
  return stdout.toString();
}
