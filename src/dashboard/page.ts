import { html } from "hono/html";
import type { Session } from "~/keys/index.ts";
import { favicon } from "~/ui/favicon.ts";
import type { Bundle } from "./bundle.ts";

interface Seen {
  nonce: string;
  /** Who is signed in: told to them alone. */
  session: Session | null;
  /** The last change: whatever the page asks for has it. */
  since: number;
}

/** The one page: the browser's router does the rest. The nonce lets Mantine lay its styles. */
export function pageHtml({ entry }: Bundle, { nonce, session, since }: Seen) {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="csp-nonce" nonce="${nonce}">
<meta name="session" content="${JSON.stringify(session)}">
${session && html`<meta name="since" content="${since}">`}
<meta name="live-worker" content="/assets/${entry("worker.js")}">
<title>Agented</title>
<link rel="icon" href="${favicon("idle")}">
<script src="/assets/${entry("scheme.js")}"></script>
<link rel="stylesheet" href="/assets/${entry("main.css")}">
<script type="module" src="/assets/${entry("main.js")}"></script>
</head>
<body>
<div id="root"></div>
<noscript>The dashboard needs JavaScript. The <a href="/docs">REST API</a> does not.</noscript>
</body>
</html>
`;
}
