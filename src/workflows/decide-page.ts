import { html } from "hono/html";
import type { NodeRow } from "./store.ts";

const STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
body { max-width: 40rem; margin: 10vh auto; padding: 0 1rem }
h1 { font-size: 1.25rem }
blockquote { margin: 1rem 0; padding: .75rem 1rem; border-left: 4px solid; white-space: pre-wrap; overflow-wrap: anywhere }
label, textarea { display: block; width: 100%; box-sizing: border-box; font: inherit }
button { font: inherit; padding: .6rem 1.4rem; margin: 1rem .75rem 0 0 }
`;

/** No script, and nothing of it can be one: whatever is put in is escaped. */
function page(title: string, body: ReturnType<typeof html>, nonce: string) {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex">
<title>${title}</title>
<link rel="icon" href="data:,">
<style nonce="${nonce}">${STYLE}</style>
</head>
<body><main>${body}</main></body>
</html>
`;
}

interface Asked {
  token: string;
  workflow: string;
  question: string;
}

export function askingPage({ token, workflow, question }: Asked, nonce: string) {
  const form = html`<h1>${workflow} asks</h1>
<blockquote>${question}</blockquote>
<form method="post" action="/decide">
<input type="hidden" name="token" value="${token}">
<label for="comment">Comment</label>
<textarea id="comment" name="comment" rows="3" maxlength="2000"></textarea>
<button name="decision" value="approve">Approve</button>
<button name="decision" value="reject">Reject</button>
</form>`;
  return page(`${workflow} asks`, form, nonce);
}

export function decidedPage(approved: boolean, nonce: string) {
  const said = approved ? "Approved" : "Rejected";
  return page(said, html`<h1>${said}</h1><p>The run goes on. You may close this page.</p>`, nonce);
}

/** What became of a question that is asked no longer. */
export function gonePage(node: Pick<NodeRow, "status"> | undefined, nonce: string) {
  const became = node === undefined ? "The run is gone." : `It has ${SAID[node.status] ?? "ended"}.`;
  return page("Nothing to decide", html`<h1>There is nothing to decide any more</h1><p>${became}</p>`, nonce);
}

const SAID: Partial<Record<NodeRow["status"], string>> = {
  succeeded: "been approved",
  failed: "been rejected",
  timed_out: "expired",
  cancelled: "been cancelled with its run",
};
