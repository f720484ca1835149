import { expect, test } from "bun:test";
import { Client } from "~/testing/client.ts";
import { openReceiver } from "~/testing/receiver.ts";
import { openTest } from "~/testing/server.ts";
import { goods, SECRET } from "./testing.ts";

interface Described {
  get?: { "x-scope"?: string };
}

/** Of a stream that does not end. */
async function beginning(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  const first = await reader?.read();
  await reader?.cancel();
  return new TextDecoder().decode(first?.value);
}

test("who may only read is shown no secret, wherever he looks", async () => {
  await using receiver = openReceiver();
  await using app = await openTest({ ALLOWED_PRIVATE_HOSTS: receiver.place, GITHUB_WEBHOOK_SECRET: SECRET });
  const good = goods(
    () => app,
    () => receiver,
  );
  const ids = [
    await good.made("/admin/accounts", good.account()),
    await good.made("/admin/triggers", good.trigger()),
    await good.made("/admin/channels", good.channel()),
    await good.delivered(),
    { id: await good.finished() },
    { id: await good.undelivered() },
  ].map(({ id }) => id);
  const { key } = await app.client.call("POST", "/admin/keys", { name: "reader", scopes: ["read"] }, 201);
  const client = new Client(app.client.url, key);
  const { paths } = await client.call("GET", "/openapi/openapi.json");
  const templates = Object.entries<Described>(paths).flatMap(([path, { get }]) =>
    get?.["x-scope"] === "read" ? [path] : [],
  );
  const looked = templates.flatMap((path) =>
    path.includes("{id}") ? ids.map((id) => path.replace("{id}", id).replace(/\{\w+\}/, "1")) : [path],
  );
  let shown = 0;
  for (const path of looked) {
    const response = await client.fetch(path);
    if (response.ok) shown++;
    const text = path === "/admin/events" ? await beginning(response) : await response.text();
    for (const secret of [SECRET, app.client.key, client.key]) expect(`${path} ${text}`).not.toContain(secret);
  }
  expect(shown).toBeGreaterThan(40);
}, 30_000);
