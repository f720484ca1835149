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
    fetch: (request, server) =>
      URL.canParse(request.url) ? app.fetch(request, server) : withoutHost(app, request, server),
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

/** A health check by HTTP/1.0 sends no Host, and others one that is none: then the URL that Bun makes of it is none. */
function withoutHost(app: OpenAPIHono<AppEnv>, request: Request, server: Bun.Server<undefined>) {
  const target = request.url.replace(/^https?:\/\/[^/?#]*/, "");
  const url = `http://localhost${target.startsWith("/") ? target : "/"}`;
  const known = new Request(URL.canParse(url) ? url : "http://localhost/", request);
  // The server knows the connection by the request it gave.
  return app.fetch(known, {
    requestIP: () => server.requestIP(request),
    timeout: (_, seconds) => server.timeout(request, seconds),
  });
}
