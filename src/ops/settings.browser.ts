import { expect, test } from "bun:test";
import { misfitsInTurn, signedIn } from "~/testing/pages.ts";
import { openReceiver } from "~/testing/receiver.ts";
import { openTest } from "~/testing/server.ts";
import { until } from "~/testing/until.ts";

const TABS = ["Keys", "Sessions", "Notifications", "Retention", "Backups", "Audit log", "Security", "About"];

/** A server that has been in use: keys, a channel that works and one that does not, a backup, findings. */
async function inUse() {
  const receiver = openReceiver();
  const app = await openTest({ ALLOWED_PRIVATE_HOSTS: receiver.place, MIN_FREE_DISK_BYTES: "0", DRAIN_SECS: "7" });
  const call = app.client.call.bind(app.client);
  for (const [name, scope] of Object.entries({ ci: "run", "grafana @ ops": "read", "a colleague": "admin" }))
    await call("POST", "/admin/keys", { name, scopes: [scope] }, 201);
  const target = { kind: "webhook", url: receiver.url };
  const { id: channel_id } = await call("POST", "/admin/channels", { name: "Pager", target }, 201);
  await call(
    "POST",
    "/admin/channels",
    { name: "Team chat", target: { kind: "slack", url: `${receiver.url}/x` } },
    201,
  );
  const quiet_hours = { from: "22:00", to: "07:00", zone: "Europe/Berlin" };
  const rule = { name: "What fails", channel_id, events: ["failure"], max_per_hour: 20 };
  await call("POST", "/admin/notification-rules", rule, 201);
  await call(
    "POST",
    "/admin/notification-rules",
    { ...rule, name: "At night", events: ["waiting", "budget"], quiet_hours },
    201,
  );
  await app.client.finished(await app.client.start(["sh", "-c", "echo no >&2; exit 3"], { name: "Nightly build" }));
  await until("the notification", async () => (await call("GET", "/admin/notifications")).notifications[0]?.sent_at);
  const audit = ["sh", "-c", 'cat > "$AGENTED_RESULT_FILE"'];
  await app.client.finished(
    await app.client.start(audit, { name: "Security audit" }, JSON.stringify({ findings: FINDINGS })),
  );
  await until("the findings", async () => (await call("GET", "/admin/findings")).findings.length === FINDINGS.length);
  const { id } = await call("POST", "/admin/backups");
  await until("the backup", async () => (await call("GET", `/admin/backups/${id}`)).status === "done");
  const dispose = async () => {
    await app[Symbol.asyncDispose]();
    await receiver[Symbol.asyncDispose]();
  };
  return { ...app, [Symbol.asyncDispose]: dispose };
}

const FINDINGS = [
  {
    severity: "critical",
    title: "Prototype pollution in merge",
    package: "lodash",
    version: "4.17.0",
    fix: "Update to 4.17.21.",
  },
  { severity: "low", title: "Unescaped output", path: "src/page.ts", line: 3 },
];

test("every page of the settings fits, keeps its policy and can be read by all", async () => {
  await using app = await inUse();
  await using browsing = await signedIn(app.client, "/settings/keys");
  const { page } = browsing;
  const paths: Record<string, string> = {};
  for (const tab of TABS) {
    await page.getByRole("navigation", { name: "Settings" }).getByRole("link", { name: tab }).click();
    await page.getByRole("heading", { name: `Settings: ${tab}` }).waitFor();
    paths[`settings-${tab}`] = new URL(page.url()).pathname;
  }
  expect(await misfitsInTurn(browsing, app.client.url, paths)).toEqual([]);
  expect(browsing.complaints).toEqual([]);
});

test("a key is made, shown once, and revoked; a mistake stands beside its field", async () => {
  await using app = await openTest();
  await using browsing = await signedIn(app.client, "/settings/keys");
  const { page } = browsing;
  await page.getByRole("button", { name: "New key" }).click();
  await page.getByLabel("Name").fill("!");
  await page.getByRole("button", { name: "Make it" }).click();
  await page.getByText("must begin with a letter or digit").waitFor();
  await page.getByLabel("Name").fill("ci");
  await page.getByLabel("May").selectOption("run");
  await page.getByRole("button", { name: "Make it" }).click();
  const key = await page.getByRole("status").filter({ hasText: "shown this once" }).locator("code").textContent();
  expect((await app.client.fetch("/admin/triggers", { headers: { "X-API-Key": String(key) } })).status).toBe(200);
  await page.getByRole("button", { name: "I have it" }).click();
  expect(await page.getByText(String(key)).count()).toBe(0);
  await page.getByRole("button", { name: "Revoke ci" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
  await until("its end", async () => (await app.client.call("GET", "/admin/keys")).keys.length === 1);
  await page.getByRole("button", { name: "Revoke ci" }).waitFor({ state: "detached" });
});

test("a channel is made and tried, a rule sends to it, and a backup is made and read through", async () => {
  await using receiver = openReceiver();
  await using app = await openTest({ ALLOWED_PRIVATE_HOSTS: receiver.place, MIN_FREE_DISK_BYTES: "0" });
  await using browsing = await signedIn(app.client, "/settings/notifications");
  const { page } = browsing;
  await page.getByRole("button", { name: "New channel" }).click();
  await page.getByLabel("Name").fill("Pager");
  await page.getByLabel("Kind").selectOption("webhook");
  await page.getByLabel("Address").fill(receiver.url);
  await page.getByRole("button", { name: "Make it" }).click();
  await page.getByText(/whsec_/).waitFor();
  await page.getByRole("button", { name: "Test Pager" }).click();
  await page.getByText("Pager works").waitFor();
  await page.getByRole("button", { name: "New rule" }).click();
  await page.getByLabel("Name").fill("What fails");
  await page.getByRole("button", { name: "Make it" }).click();
  await page.getByText("to Pager").waitFor();
  await page.getByRole("link", { name: "Backups" }).click();
  await page.getByRole("button", { name: "Back up now" }).click();
  await page.getByRole("button", { name: /^Verify/ }).click();
  await page.getByText("all of it was read").waitFor();
  expect(browsing.complaints).toEqual([]);
});

test("a channel and a rule are changed, and what their forms do not ask for stays", async () => {
  await using receiver = openReceiver();
  await using app = await openTest({ ALLOWED_PRIVATE_HOSTS: receiver.place });
  const call = app.client.call.bind(app.client);
  const target = { kind: "slack", url: `${receiver.url}/a-secret-path` };
  const { id: channel_id } = await call("POST", "/admin/channels", { name: "Chat", target }, 201);
  const rule = { name: "Nights", channel_id, events: ["failure"], tags: ["nightly"], max_per_hour: 3 };
  const { id } = await call("POST", "/admin/notification-rules", rule, 201);
  await using browsing = await signedIn(app.client, "/settings/notifications");
  const { page } = browsing;
  const dialog = page.getByRole("dialog");
  await page.getByRole("button", { name: "Edit Chat" }).click();
  await dialog.getByLabel("Name").fill("Team chat");
  await dialog.getByRole("button", { name: "Save" }).click();
  await page.getByText("to Team chat").waitFor();
  await page.getByRole("button", { name: "Test Team chat" }).click();
  await page.getByText("Team chat works").waitFor();
  expect(receiver.received.map(({ path }) => path)).toEqual(["/a-secret-path"]);
  await page.getByRole("button", { name: "Edit Nights" }).click();
  expect(await dialog.getByLabel("At most in an hour").inputValue()).toBe("3");
  await dialog.getByLabel("Every failure").click();
  await dialog.getByRole("button", { name: "Save" }).click();
  await dialog.getByText("must not be empty").waitFor();
  await dialog.getByLabel("A run that waits for a person").click();
  await dialog.getByLabel("Quiet from").fill("22:00");
  await dialog.getByLabel("to", { exact: true }).fill("07:00");
  await dialog.getByLabel("At most in an hour").fill("");
  await dialog.getByRole("button", { name: "Save" }).click();
  await dialog.waitFor({ state: "detached" });
  expect(await call("GET", `/admin/notification-rules/${id}`)).toMatchObject({
    ...{ events: ["waiting"], tags: ["nightly"], max_per_hour: null, quiet_hours: { from: "22:00", to: "07:00" } },
  });
});

test("the audit log is narrowed by days, which lie in the address", async () => {
  await using app = await openTest();
  await app.client.call("POST", "/admin/keys", { name: "ci", scopes: ["run"] }, 201);
  await using browsing = await signedIn(app.client, "/settings/audit");
  const { page } = browsing;
  const made = page.getByText("key.created");
  await made.first().waitFor();
  await page.getByLabel("From", { exact: true }).fill("2999-01-01");
  await page.waitForURL(/since=2999-01-01/);
  await page.getByText("No entry is like that.").waitFor();
  await page.getByLabel("From", { exact: true }).fill("2000-01-01");
  await made.first().waitFor();
  await page.getByLabel("To", { exact: true }).fill("2000-01-02");
  await page.waitForURL(/until=2000-01-02/);
  await page.getByText("No entry is like that.").waitFor();
  await page.getByRole("button", { name: "All", exact: true }).click();
  await made.first().waitFor();
});
