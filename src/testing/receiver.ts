/** One request as it came in. */
export interface Received {
  path: string;
  headers: Headers;
  body: string;
}

export interface Receiver extends AsyncDisposable {
  url: string;
  /** The host and port, as ALLOWED_PRIVATE_HOSTS takes them. */
  place: string;
  received: Received[];
  /** How requests are answered from now on. */
  answer: (request: Received) => Response | Promise<Response>;
}

/** A server on loopback that keeps what it is sent: a webhook's other end. */
export function openReceiver(tls?: { key: string; cert: string }): Receiver {
  const receiver = {
    received: [] as Received[],
    answer: (() => new Response("taken")) as Receiver["answer"],
  };
  const server = Bun.serve({
    ...{ port: 0, hostname: "127.0.0.1", idleTimeout: 0, ...(tls && { tls }) },
    async fetch(request) {
      const { pathname, search } = new URL(request.url);
      const one = { path: pathname + search, headers: request.headers, body: await request.text() };
      receiver.received.push(one);
      return receiver.answer(one);
    },
  });
  const place = `127.0.0.1:${server.port}`;
  return Object.assign(receiver, {
    ...{ place, url: `${tls ? "https" : "http"}://${place}` },
    [Symbol.asyncDispose]: () => server.stop(true),
  });
}
