import { connect, createServer, type Socket } from "node:net";

export interface Cable extends Disposable {
  url: string;
  /** Pulls it out and puts it in again: every connection breaks, new ones are taken. */
  cut(): void;
}

/** Another way to a server, which a test can break. */
export async function cable(to: string): Promise<Cable> {
  const { hostname, port } = new URL(to);
  const ends = new Set<Socket>();
  const cut = () => {
    for (const end of ends) end.destroy();
  };
  const server = createServer((near) => {
    const far = connect(Number(port), hostname);
    for (const end of [near, far]) {
      ends.add(end);
      end.on("error", () => {});
      end.on("close", () => {
        ends.delete(end);
        near.destroy();
        far.destroy();
      });
    }
    near.pipe(far);
    far.pipe(near);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("the cable has no end");
  return {
    url: `http://127.0.0.1:${address.port}`,
    cut,
    [Symbol.dispose]() {
      server.close();
      cut();
    },
  };
}
