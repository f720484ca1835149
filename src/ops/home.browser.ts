import { expect, test } from "bun:test";
import { LOOKS, misfits, signedIn } from "~/testing/pages.ts";
import { openTest } from "~/testing/server.ts";
import { until } from "~/testing/until.ts";

type App = Awaited<ReturnType<typeof openTest>>;

/** A day of work: something runs, something failed, money was spent, and more is to come. */
async function busy({ client }: App) {
  const call = client.call.bind(client);
  const source = { kind: "schedule", cron: "0 9 * * 1-5", timezone: "Europe/Berlin" };
  await client.trigger({ name: "Weekday report", source });
  await client.finished(await client.start(["sh", "-c", "exit 3"], { name: "Nightly build" }));
  const claude = await client.trigger({ name: "Review", backend: "claude" });
  const { execution_id } = await call("POST", `/admin/triggers/${claude.id}/run`, { message: "say hello" });
  await client.finished(execution_id);
  const budget = { scope: "global", window: "day" };
  await call("POST", "/admin/budgets", { ...budget, name: "All of us", unit: "usd", hard_limit: 20 }, 201);
  await call("POST", "/admin/budgets", { ...budget, name: "Runs", unit: "runs", hard_limit: 4 }, 201);
  await client.start(["sh", "-c", "printf '\\033[32mstep 1 of 3\\033[0m: fetch\\n'; sleep 300"], {
    name: "Long build",
  });
  await until("its line", async () => (await call("GET", "/admin/home")).running[0]?.last_line);
}

test("home fits, empty and busy, keeps its policy and can be read by all", async () => {
  await using fresh = await openTest({ MIN_FREE_DISK_BYTES: String(1024 ** 4) });
  await using app = await openTest();
  await busy(app);
  for (const [name, { client }] of Object.entries({ fresh, busy: app })) {
    await using browsing = await signedIn(client, "/");
    expect(await misfits(browsing, client.url, { [`home-${name}`]: "/" }, LOOKS)).toEqual([]);
    expect(browsing.complaints).toEqual([]);
  }
});

test("what runs is shown as it goes, and is counted when it has failed", async () => {
  await using app = await openTest();
  await using browsing = await signedIn(app.client, "/");
  const { page } = browsing;
  await page.getByText("Welcome").waitFor();
  const command = ["sh", "-c", "echo first words; until [ -e go ]; do sleep 0.05; done; exit 3"];
  const id = await app.client.start(command, { name: "Nightly build" });
  await page.getByRole("region", { name: "Running now" }).getByText("Nightly build").waitFor();
  const { working_dir } = await app.client.execution(id);
  await Bun.write(`${working_dir}/go`, "");
  await page.getByRole("region", { name: "Failed today" }).getByText("Nightly build").waitFor();
  expect(browsing.complaints).toEqual([]);
});
