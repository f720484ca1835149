export const STYLE = `:root { color-scheme: light dark; font: 1rem/1.6 system-ui, sans-serif; }
body { margin: 0; }
main { max-width: 38rem; margin: 12vh auto; padding: 0 1.25rem; }
h1 { font-size: 2rem; line-height: 1.2; margin: 0 0 0.75rem; }
code { font: 0.9em ui-monospace, monospace; overflow-wrap: anywhere; }
a { color: LinkText; }
form { display: flex; flex-wrap: wrap; gap: 0.5rem 0.75rem; align-items: center; }
form p { margin: 0; }
input, button { font: inherit; padding: 0.25rem 0.75rem; min-width: 0; }
input { flex: 1 1 12rem; }
`;

/** Signs in with the code of a login link, which leaves the address bar first, or with a key, which nothing keeps. */
export const SCRIPT = `const said = document.getElementById("said");

async function session(method, body) {
  const headers = body && { "Content-Type": "application/json" };
  const response = await fetch("/admin/session", { method, headers, body: body && JSON.stringify(body) });
  if (response.ok) location.reload();
  else said.textContent = (await response.json()).detail;
}

document.getElementById("sign-in")?.addEventListener("submit", (event) => {
  event.preventDefault();
  session("POST", { key: new FormData(event.target).get("key") });
});

document.getElementById("sign-out")?.addEventListener("submit", (event) => {
  event.preventDefault();
  session("DELETE");
});

const code = new URLSearchParams(location.hash.slice(1)).get("code");
if (code) {
  history.replaceState(null, "", "/");
  session("POST", { code });
}
`;
