import type { KeyScope } from "~/http/route-scopes.ts";
import { Client } from "~/testing/client.ts";

/** A new key, and what its holder does with it. */
export async function holder({ client }: { client: Client }, scopes: KeyScope[] = ["admin"], more: object = {}) {
  const made = await client.call("POST", "/admin/keys", { name: crypto.randomUUID(), scopes, ...more }, 201);
  return { id: made.id as string, key: made.key as string, client: new Client(client.url, made.key) };
}

/** A browser: it holds a cookie, sends no key, and says where its page is from. */
export class Browser {
  cookie = "";

  constructor(
    readonly url: string,
    /** What it sends of itself. */
    private readonly headers: Record<string, string> = { "Sec-Fetch-Site": "same-origin" },
  ) {}

  async fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = { ...this.headers, ...(this.cookie && { Cookie: this.cookie }) };
    const response = await fetch(this.url + path, {
      ...init,
      headers: { ...headers, ...new Headers(init.headers).toJSON() },
    });
    const [laid] = response.headers.getSetCookie();
    if (laid !== undefined) this.cookie = /Max-Age=0/.test(laid) ? "" : (laid.split(";")[0] ?? "");
    return response;
  }

  signIn(given: { key: string } | { code: string }): Promise<Response> {
    const init = { method: "POST", body: JSON.stringify(given), headers: { "Content-Type": "application/json" } };
    return this.fetch("/admin/session", init);
  }

  /** The status and the code of its problem. */
  async status(path: string, init: RequestInit = {}): Promise<[status: number, code?: string]> {
    const response = await this.fetch(path, init);
    const text = await response.text();
    return response.ok ? [response.status] : [response.status, JSON.parse(text).code];
  }
}
