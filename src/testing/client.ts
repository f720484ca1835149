import type { Contract } from "./contract.ts";

/** What a user does with curl: the API of a server under test, with its key. */
export class Client {
  constructor(
    readonly url: string,
    readonly key: string,
    /** What each answer is held to. */
    private readonly contract?: () => Contract,
  ) {}

  /** Any request; the key is sent unless the headers say `X-API-Key: ""`. */
  async fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers({ "X-API-Key": this.key });
    for (const [name, value] of new Headers(init.headers)) headers.set(name, value);
    if (headers.get("X-API-Key") === "") headers.delete("X-API-Key");
    const response = await fetch(this.url + path, { ...init, headers });
    const wrong = this.contract?.().breach(await answerOf(path, init.method ?? "GET", response));
    if (wrong) throw new Error(wrong);
    return response;
  }

  /** A JSON request whose answer must have the status; answers its body. */
  // biome-ignore lint/suspicious/noExplicitAny: a test says by its assertions what it expects of a body
  async call(method: string, path: string, body?: unknown, status = method === "GET" ? 200 : 202): Promise<any> {
    const json =
      body === undefined ? {} : { body: JSON.stringify(body), headers: { "Content-Type": "application/json" } };
    const response = await this.fetch(path, { method, ...json });
    const text = await response.text();
    if (response.status !== status)
      throw new Error(`${method} ${path}: ${response.status} instead of ${status}: ${text}`);
    return text === "" ? undefined : JSON.parse(text);
  }

  /** Creates a trigger on the command backend unless the fields say otherwise; answers its row. */
  trigger(fields: Record<string, unknown> = {}) {
    const given = {
      name: "test",
      source: { kind: "manual" },
      prompt_template: "{message}",
      backend: "command",
      ...fields,
    };
    const config = given.backend === "command" ? { backend_config: { command: ["cat"] } } : {};
    return this.call("POST", "/admin/triggers", { ...config, ...given }, 201);
  }

  /** Starts a command and answers the execution's id. */
  async start(command: string[], fields: Record<string, unknown> = {}, message = ""): Promise<string> {
    const { id } = await this.trigger({ backend_config: { command }, ...fields });
    return (await this.call("POST", `/admin/triggers/${id}/run`, { message })).execution_id;
  }

  execution(id: string) {
    return this.call("GET", `/admin/executions/${id}`);
  }

  /** Reads the stream to its end; answers the finished execution. */
  async finished(id: string) {
    await (await this.fetch(`/admin/executions/${id}/stream`, { headers: { Accept: "text/plain" } })).text();
    return this.execution(id);
  }

  /** All lines of one stream, as text. */
  async lines(id: string, stream = "stdout"): Promise<string[]> {
    const texts: string[] = [];
    for (let after = 0; ; ) {
      const page = await this.call("GET", `/admin/executions/${id}/lines?after=${after}&limit=10000`);
      for (const line of page.lines) if (line.stream === stream) texts.push(line.text);
      if (page.lines.length === 0) return texts;
      after = page.next_after;
    }
  }
}

/** What a response says, without taking it from whoever reads it next. */
export async function answerOf(path: string, method: string, response: Response) {
  const { status, headers } = response;
  const type = headers.get("Content-Type") ?? "";
  const [pathname = path] = path.split(/[?#]/);
  const isJson = /^application\/(problem\+)?json/.test(type) && method !== "HEAD";
  return { method, path: pathname, status, type, ...(isJson && { body: await response.clone().json() }) };
}
