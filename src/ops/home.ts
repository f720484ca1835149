import { createRoute, z } from "@hono/zod-openapi";
import { router } from "~/http/router.ts";

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>Agented</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/assets/home.css">
</head>
<body>
<main>
<h1>Agented</h1>
<p>This server runs AI coding CLIs as bots: triggers start executions, their output streams live and is kept.</p>
<ul>
<li><a href="/docs">The REST API, to read and to try</a></li>
<li><a href="/openapi/openapi.json">The same as an OpenAPI document</a></li>
<li><a href="/health/readiness">Is it ready?</a></li>
</ul>
<p>Everything else asks for a key. The server printed one at its first start and keeps it in <code>api_key</code> in its data directory, unless <code>AGENTED_API_KEY</code> was set.</p>
</main>
</body>
</html>
`;

const STYLE = `:root { color-scheme: light dark; font: 1rem/1.6 system-ui, sans-serif; }
body { margin: 0; }
main { max-width: 38rem; margin: 12vh auto; padding: 0 1.25rem; }
h1 { font-size: 2rem; line-height: 1.2; margin: 0 0 0.75rem; }
code { font: 0.9em ui-monospace, monospace; overflow-wrap: anywhere; }
a { color: LinkText; }
`;

const page = createRoute({
  method: "get",
  path: "/",
  tags: ["home"],
  security: [],
  summary: "What runs here",
  responses: { 200: { description: "A page.", content: { "text/html": { schema: z.string() } } } },
});

const style = createRoute({
  method: "get",
  path: "/assets/home.css",
  tags: ["home"],
  security: [],
  summary: "The page's style",
  responses: { 200: { description: "A style sheet.", content: { "text/css": { schema: z.string() } } } },
});

/** The page until there is a dashboard. It tells a stranger nothing but where to read on. */
export function homeRoutes() {
  return router()
    .openapi(page, (c) => c.html(PAGE))
    .openapi(style, (c) =>
      c.body(STYLE, 200, { "Content-Type": "text/css; charset=utf-8", "Cache-Control": "public, max-age=3600" }),
    );
}
