/** Takes whatever is posted to it, and keeps it: Sentry, or a collector, as far as the server can tell. */
export function openSink() {
  const posts: { path: string; headers: Headers; text: string }[] = [];
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    async fetch(request) {
      const bytes = new Uint8Array(await request.arrayBuffer());
      const raw = request.headers.get("Content-Encoding") === "gzip" ? Bun.gunzipSync(bytes) : bytes;
      const text = new TextDecoder().decode(raw);
      posts.push({ path: new URL(request.url).pathname, headers: request.headers, text });
      return Response.json({});
    },
  });
  return {
    posts,
    host: `127.0.0.1:${server.port}`,
    close: () => server.stop(true),
    [Symbol.asyncDispose]: () => server.stop(true),
  };
}
