import { StubModel, type StubOptions } from "./stub.ts";

export interface RunningStub extends StubModel {
  url: string;
  stop(): Promise<void>;
}

/**
 * Listens on 127.0.0.1, on a free port, for requests as the CLIs send them to a model's API. What it answers is what its
 * key was told, else `[[stub: kind key=value]]` in the newest user message, else a short text. It never opens a
 * connection of its own.
 */
export function startStubModel(options: StubOptions = {}): RunningStub {
  const stub = new StubModel(options);
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    // `slow` and `hang` stay quiet for longer than the default allows.
    idleTimeout: 0,
    fetch: (request) => stub.handle(request),
  });
  return Object.assign(stub, { url: `http://127.0.0.1:${server.port}`, stop: () => server.stop(true) });
}
