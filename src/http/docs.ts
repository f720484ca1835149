import { readFileSync } from "node:fs";
import { Hono } from "hono";
import style from "swagger-ui-dist/swagger-ui.css" with { type: "file" };
import script from "swagger-ui-dist/swagger-ui-bundle.js" with { type: "file" };
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
  const read = new Map<string, Uint8Array<ArrayBuffer>>();
  const file = (path: string) => {
    const bytes = read.get(path) ?? new Uint8Array(readFileSync(path));
    read.set(path, bytes);
    return bytes;
  };
  const asset = { "Cache-Control": "public, max-age=3600" };
  return new Hono<AppEnv>()
    .get("/", (c) => c.html(PAGE))
    .get("/start.js", (c) => c.body(START, 200, { "Content-Type": "text/javascript; charset=utf-8", ...asset }))
    .get("/swagger-ui.css", (c) => c.body(file(style), 200, { "Content-Type": "text/css; charset=utf-8", ...asset }))
    .get("/swagger-ui-bundle.js", (c) =>
      c.body(file(script), 200, { "Content-Type": "text/javascript; charset=utf-8", ...asset }),
    );
}
