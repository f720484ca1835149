import { createRoute, z } from "@hono/zod-openapi";
import { html } from "hono/html";
import { router } from "~/http/router.ts";
import type { Actor } from "~/http/scope.ts";
import { SCRIPT, STYLE } from "./home-assets.ts";

const signInForm = html`<form id="sign-in" method="post" action="/admin/session">
<label for="key">Your key</label>
<input id="key" name="key" type="password" autocomplete="off" required>
<button>Sign in</button>
</form>
<p>The server printed a key at its first start and keeps it in <code>api_key</code> in its data directory, unless <code>AGENTED_API_KEY</code> was set.</p>`;

const signedIn = ({ name, scopes }: Actor) => html`<form id="sign-out">
<p>You are signed in with the key <strong>${name}</strong> (${scopes.join(", ")}).</p>
<button>Sign out</button>
</form>`;

const page = (actor: Actor | undefined) => html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>Agented</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/assets/home.css">
<script src="/assets/home.js" defer></script>
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
${actor ? signedIn(actor) : signInForm}
<p id="said" role="status"></p>
</main>
</body>
</html>
`;

const asset = (file: string, type: string, summary: string) =>
  createRoute({
    method: "get",
    path: `/assets/${file}`,
    tags: ["home"],
    security: [],
    summary,
    responses: { 200: { description: "A file.", content: { [type]: { schema: z.string() } } } },
  });

const home = createRoute({
  method: "get",
  path: "/",
  tags: ["home"],
  security: [],
  summary: "What runs here, and where to sign in",
  responses: { 200: { description: "A page.", content: { "text/html": { schema: z.string() } } } },
});

const CACHED = { "Cache-Control": "public, max-age=3600" };

/** The page until there is a dashboard. It tells a stranger nothing but where to read on. */
export function homeRoutes() {
  return router()
    .openapi(home, (c) => c.html(page(c.get("scope").actor)))
    .openapi(asset("home.css", "text/css", "The page's style"), (c) =>
      c.body(STYLE, 200, { "Content-Type": "text/css; charset=utf-8", ...CACHED }),
    )
    .openapi(asset("home.js", "text/javascript", "The page's script"), (c) =>
      c.body(SCRIPT, 200, { "Content-Type": "text/javascript; charset=utf-8", ...CACHED }),
    );
}
