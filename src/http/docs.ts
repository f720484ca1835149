import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { Hono } from "hono";
import type { AppEnv } from "./scope.ts";

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Agented API</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/docs/swagger-ui.css">
</head>
<body>
<div id="docs"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
`;

const START = `SwaggerUIBundle({ url: "/openapi/openapi.json", dom_id: "#docs", deepLinking: true });
`;

/** Swagger UI from files served here: no outside address, no inline script. */
export function docs(): Hono<AppEnv> {
  const dist = dirname(createRequire(import.meta.url).resolve("swagger-ui-dist/package.json"));
  const read = new Map<string, Uint8Array<ArrayBuffer>>();
  const file = (name: string) => {
    const bytes = read.get(name) ?? new Uint8Array(readFileSync(join(dist, name)));
    read.set(name, bytes);
    return bytes;
  };
  const asset = { "Cache-Control": "public, max-age=3600" };
  return new Hono<AppEnv>()
    .get("/", (c) => c.html(PAGE))
    .get("/start.js", (c) => c.body(START, 200, { "Content-Type": "text/javascript; charset=utf-8", ...asset }))
    .get("/swagger-ui.css", (c) =>
      c.body(file("swagger-ui.css"), 200, { "Content-Type": "text/css; charset=utf-8", ...asset }),
    )
    .get("/swagger-ui-bundle.js", (c) =>
      c.body(file("swagger-ui-bundle.js"), 200, { "Content-Type": "text/javascript; charset=utf-8", ...asset }),
    );
}
