import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "~/context.ts";
import type { AppEnv } from "./scope.ts";

const LARGEST_BODY_BYTES = 26 * 1024 * 1024;

export interface HttpServer {
  url: string;
  /** Takes no new connection, ends the streams, lets requests under way finish for at most `ms`, then cuts. */
  close(ms: number): Promise<void>;
}

export function serve(ctx: Context, app: OpenAPIHono<AppEnv>): HttpServer {
  const server = Bun.serve({
    hostname: ctx.config.HOST,
    port: ctx.config.PORT,
    maxRequestBodySize: LARGEST_BODY_BYTES,
    idleTimeout: 60,
    fetch: (request, server) => app.fetch(request, server),
  });
  return {
    url: server.url.origin,
    async close(ms) {
      const finished = server.stop();
      ctx.streams.close();
      await Promise.race([finished, ctx.clock.sleep(ms)]);
      await server.stop(true);
    },
  };
}
