/**
 * The server, restarted at every change of its own, and before it the dashboard with hot reload: Bun serves the page from
 * its sources, and hands everything else to the server. Only here, so the page that is shipped keeps its policy.
 */
import { PAGES } from "../src/dashboard/pages.ts";
import page from "./dev.html";

const port = Number(process.env.PORT ?? 20_000);
const server = Bun.spawn([process.execPath, "--watch", "src/main.ts"], { stdio: ["inherit", "inherit", "inherit"] });
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => server.kill(signal));

const front = Bun.serve({
  hostname: "127.0.0.1",
  port: port + 1,
  idleTimeout: 0,
  development: { hmr: true },
  routes: Object.fromEntries(PAGES.map((path) => [path.replace("{id}", ":id"), page])),
  async fetch(request) {
    const { pathname, search } = new URL(request.url);
    const headers = new Headers(request.headers);
    // The browser says itself that the page is of the same origin.
    for (const name of ["host", "origin"]) headers.delete(name);
    const { method, body } = request;
    const to = `http://127.0.0.1:${port}${pathname}${search}`;
    const answer = await fetch(to, { method, headers, body, redirect: "manual", decompress: false }).catch(
      () => undefined,
    );
    return answer ?? new Response("The server is not there yet.", { status: 502 });
  },
});
console.log(`The dashboard with hot reload: ${front.url}`);
process.exit(await server.exited);
