import { openTest } from "~/testing/server.ts";
import { until } from "~/testing/until.ts";

export type App = Awaited<ReturnType<typeof openTest>>;
type Fields = Record<string, unknown>;

export const edge = (from: string, to: string, when?: string) => ({ from, to, ...(when && { when }) });
export const shell = (id: string, script: string, fields: Fields = {}) => ({
  ...{ id, kind: "command", command: ["sh", "-c", script] },
  ...fields,
});
export const give = (id: string, value: unknown) => ({ id, kind: "transform", value });

/** A workflow with this graph as its first version; answers its id. */
export async function published({ client }: Pick<App, "client">, graph: Fields, fields: Fields = {}): Promise<string> {
  const { id } = await client.call("POST", "/admin/workflows", { name: "test", ...fields, graph }, 201);
  await client.call("POST", `/admin/workflows/${id}/versions`, {}, 201);
  return id;
}

export async function started({ client }: Pick<App, "client">, workflow_id: string, input?: unknown): Promise<string> {
  const body = input === undefined ? {} : { input };
  return (await client.call("POST", `/admin/workflows/${workflow_id}/runs`, body)).run_id;
}

/** Reads the stream to its end; answers the run. */
export async function ended({ client }: Pick<App, "client">, run_id: string) {
  await (await client.fetch(`/admin/runs/${run_id}/stream`, { headers: { Accept: "text/plain" } })).text();
  return client.call("GET", `/admin/runs/${run_id}`);
}

/** Publishes, starts and waits for the end. */
export async function ran(app: Pick<App, "client">, graph: Fields, input?: unknown) {
  return ended(app, await started(app, await published(app, graph), input));
}

// biome-ignore lint/suspicious/noExplicitAny: a test says by its assertions what it expects of a run
type Run = any;
export const statuses = ({ nodes }: Run): Record<string, string> =>
  Object.fromEntries(
    nodes.map(({ node_id, item, status }: Run) => [item < 0 ? node_id : `${node_id}[${item}]`, status]),
  );
export const nodeOf = ({ nodes }: Run, id: string, item = -1): Run =>
  nodes.find((node: Run) => node.node_id === id && node.item === item);

/** Until a node of a run has a status. */
export const stands = ({ client }: Pick<App, "client">, run_id: string, id: string, status: string) =>
  until(`${id} to be ${status}`, async () => {
    const run = await client.call("GET", `/admin/runs/${run_id}`);
    return nodeOf(run, id)?.status === status && run;
  });

export { openTest };
