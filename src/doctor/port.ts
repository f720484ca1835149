import { createServer } from "node:net";
import type { Config } from "~/config.ts";
import { type Check, fail, ok } from "./check.ts";
import { ask } from "./connection.ts";
import { ownUrl } from "./own-url.ts";

const NAME = "port";

/** Free, or answered by a server of ours. */
export async function checkPort(config: Config): Promise<Check> {
  const { HOST, PORT } = config;
  if (PORT === 0) return ok(NAME, "a free one is taken at each start (PORT=0)");
  const code = await tryListen(HOST, PORT);
  const where = `${HOST}:${PORT}`;
  if (code === undefined) return ok(NAME, `${where} is free`);
  if (code === "EADDRINUSE") {
    const alive = await ask(`${ownUrl(config)}/health/liveness`);
    if (alive?.status === "ok") return ok(NAME, `${where} is answered by Agented`);
    return fail(NAME, `${where} is taken by another program`, `set PORT, or end it: \`ss -ltnp 'sport = :${PORT}'\``);
  }
  const remedy =
    code === "EACCES" ? "set PORT to 1024 or above, behind a proxy" : "set HOST to an address of this machine";
  return fail(NAME, `${where} cannot be listened on (${code})`, remedy);
}

/** The error's code, where it cannot be. */
function tryListen(host: string, port: number): Promise<string | undefined> {
  const { promise, resolve } = Promise.withResolvers<string | undefined>();
  const server = createServer();
  server.once("error", (error) => resolve("code" in error ? String(error.code) : error.message));
  server.listen({ host, port }, () => server.close(() => resolve(undefined)));
  return promise;
}
