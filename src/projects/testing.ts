import { type GitServer, gitServer } from "~/testing/git-server.ts";
import { openTest } from "~/testing/server.ts";
import { until } from "~/testing/until.ts";

type App = Awaited<ReturnType<typeof openTest>>;

/** A server of ours beside a git host that it may reach. */
export async function openStage(env: Record<string, string> = {}, host: GitServer = gitServer()) {
  const app = await openTest({ ALLOWED_PRIVATE_HOSTS: host.host, ...env });
  return {
    ...{ app, host, client: app.client, data_dir: app.data_dir },
    async [Symbol.asyncDispose]() {
      await app[Symbol.asyncDispose]();
      host[Symbol.dispose]();
    },
  };
}

export type Stage = Awaited<ReturnType<typeof openStage>>;

/** Adds a project and waits until it is cloned, or is said to have failed. */
export async function addProject({ client }: Pick<App, "client">, url: string, fields: Record<string, unknown> = {}) {
  const project = await client.call("POST", "/admin/projects", { name: "p", kind: "git", url, ...fields }, 201);
  return settled({ client }, project.id);
}

export function settled({ client }: Pick<App, "client">, id: string) {
  return until(`${id} to be cloned`, async () => {
    const project = await client.call("GET", `/admin/projects/${id}`);
    return project.status === "cloning" ? undefined : project;
  });
}

/** Runs a shell script in a project; answers the finished execution. */
export async function runIn({ client }: Pick<App, "client">, project_id: string, script: string) {
  return client.finished(await startIn({ client }, project_id, script));
}

export function startIn({ client }: Pick<App, "client">, project_id: string, script: string, fields = {}) {
  return client.start(["sh", "-c", script], { project_id, ...fields });
}

/** An answer that never comes. */
export function hanging({ signal }: Request): Promise<Response> {
  return new Promise((_, reject) => signal.addEventListener("abort", () => reject(new Error("gone"))));
}
