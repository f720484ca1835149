import { expect, test } from "bun:test";
import examples from "@octokit/webhooks-examples/api.github.com/index.json";
import { deliver, post, webhook } from "~/testing/deliver.ts";
import { fromGithub, GITHUB_SECRET, githubTrigger, postGithub } from "~/testing/github.ts";
import { misfitsInTurn, signedIn } from "~/testing/pages.ts";
import { openTest } from "~/testing/server.ts";

type App = Awaited<ReturnType<typeof openTest>>;

const openApp = () => openTest({ GITHUB_WEBHOOK_SECRET: GITHUB_SECRET });

/** GitHub's own example of an event. */
function example(event: string, action: string) {
  const payloads = examples.find(({ name }) => name === event)?.examples as { action?: string }[] | undefined;
  return payloads?.find((payload) => payload.action === action) ?? {};
}

/** Deliveries of every verdict, as their senders make them; answers the ids of those that are looked at. */
async function withDeliveries({ client }: App) {
  const support = await webhook(client, { keyword: "help", text_path: "text" }, { name: "Triage support mail" });
  await githubTrigger(client, { events: ["pull_request"] }, { name: "Review pull requests" });
  await githubTrigger(client, { events: ["push"] }, { name: "Deploy the main branch" });
  const mail = { text: "help, the shop is down", from: "kim@example.com", tags: ["urgent", "shop"] };
  const keyed = (key: string) => ({ headers: { "Idempotency-Key": key } });
  const { delivery_id: accepted } = await deliver(client, mail, keyed("one"));
  const { delivery_id: duplicate } = await deliver(client, mail, keyed("one"));
  const { delivery_id: suspect } = await deliver(client, mail, keyed("two"));
  await deliver(client, { text: "hello" }, { path: `/api/webhooks/${support.id}` });
  const long = { text: "help", lines: Array.from({ length: 20_000 }, (_, i) => `line ${i} of a long log`) };
  const { delivery_id: large } = await deliver(client, long);
  await fromGithub(client, "issues", example("issues", "opened"));
  const { delivery_id: pull } = await fromGithub(client, "pull_request", example("pull_request", "opened"));
  await post(client, '{"text":"help"}', { secret: "a guess" });
  await postGithub(client, "push", {}, { secret: "another guess" });
  return { accepted, duplicate, suspect, large, pull };
}

test("the inbox and each delivery fit, keep their policy and can be read by all", async () => {
  await using app = await openApp();
  const { duplicate, suspect, pull } = await withDeliveries(app);
  await using browsing = await signedIn(app.client, "/deliveries");
  const pages = {
    inbox: "/deliveries",
    refused: "/deliveries?view=refused",
    delivery: `/deliveries/${pull}`,
    "delivery-headers": `/deliveries/${duplicate}?tab=headers`,
    "delivery-edit": `/deliveries/${suspect}?tab=edit`,
    "delivery-prompt": `/deliveries/${pull}?tab=prompt`,
  };
  expect(await misfitsInTurn(browsing, app.client.url, pages)).toEqual([]);
  expect(browsing.complaints).toEqual([]);
});

test("what comes in is in the inbox at once; filters lie in the address; a duplicate leads to the first", async () => {
  await using app = await openApp();
  await using browsing = await signedIn(app.client, "/deliveries");
  const { page } = browsing;
  await page.getByText("Nothing has come in yet").waitFor();
  const { accepted, large } = await withDeliveries(app);
  await page.getByText(/^None of \d+ triggers takes it\.$/).waitFor();
  await page.getByLabel("Verdict").selectOption("suspected_replay");
  await page.waitForURL(/status=suspected_replay/);
  await page.getByText("under another id").waitFor();
  await page.getByLabel("Verdict").selectOption("duplicate");
  await page.getByRole("link", { name: "Webhook" }).click();
  await page.getByRole("link", { name: "To the first one" }).click();
  await page.waitForURL(`**/deliveries/${accepted}`);
  await page.goto(`${app.client.url}/deliveries`);
  await page.getByLabel("Event").fill("pull_request");
  await page.getByLabel("Event").press("Enter");
  await page.waitForURL(/event=pull_request/);
  await page.getByRole("link", { name: "pull_request · opened" }).waitFor();
  await page.goto(`${app.client.url}/deliveries/${large}`);
  await page.getByText("This is the beginning of its text.").waitFor();
  await page.getByRole("tab", { name: "Replay edited" }).click();
  await page.getByText("It is too long to be edited here.").waitFor();
  await page.goto(`${app.client.url}/deliveries?view=refused`);
  await page.getByRole("cell", { name: "push" }).waitFor();
});

test("a delivery is replayed as it came, and with another body once that is JSON", async () => {
  await using app = await openApp();
  const { accepted } = await withDeliveries(app);
  await using browsing = await signedIn(app.client, `/deliveries/${accepted}`);
  const { page } = browsing;
  await page.getByRole("button", { name: "Replay", exact: true }).click();
  await page.waitForURL((url) => !url.pathname.endsWith(accepted));
  await page.getByText("a person, as a replay").waitFor();
  await page.getByRole("link", { name: "To the one that is played again" }).click();
  await page.waitForURL(`**/deliveries/${accepted}`);
  await page.getByRole("tab", { name: "Replay edited" }).click();
  const body = page.getByRole("textbox", { name: "Body" });
  await body.fill('{"text": "no word of it"');
  await page.getByRole("button", { name: "Replay with this body" }).click();
  await page.getByText("This is not JSON").waitFor();
  await body.fill('{"text": "no word of it"}');
  await page.getByRole("button", { name: "Replay with this body" }).click();
  await page.getByText('`text` does not contain "help".').first().waitFor();
  expect(browsing.complaints).toEqual([]);
});
