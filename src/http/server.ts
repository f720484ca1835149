import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "~/context.ts";
import type { AppEnv } from "./scope.ts";

export interface HttpServer {
  url: string;
  /** Takes no new connection, ends the streams, lets requests under way finish for at most `ms`, then cuts. */
  close(ms: number): Promise<void>;
}

export function serve(ctx: Context, app: OpenAPIHono<AppEnv>): HttpServer {
  const server = Bun.serve({
    hostname: ctx.config.HOST,
    port: ctx.config.PORT,
    // Bun's own refusal has no problem document and none of our headers; each route bounds what it reads.
    maxRequestBodySize: Number.MAX_SAFE_INTEGER,
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
