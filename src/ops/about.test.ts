import { expect, test } from "bun:test";
import { openTest } from "~/testing/server.ts";

const CANARY = "canary";
/** What is set, and must be shown to nobody. */
const SECRETS = {
  SECRET_KEY: "ca".repeat(32),
  GITHUB_TOKEN: CANARY,
  GITHUB_WEBHOOK_SECRET: `${CANARY}-of-github`,
  GITHUB_WEBHOOK_SECRET_PREVIOUS: `${CANARY}-of-before`,
  OTEL_EXPORTER_OTLP_HEADERS: `Authorization=${CANARY}`,
};

test("the settings are told as they hold, and of a secret one that it is set", async () => {
  await using app = await openTest({ ...SECRETS, PUBLIC_URL: `https://me:${CANARY}@agented.example`, DRAIN_SECS: "7" });
  const about = await app.client.call("GET", "/admin/about");
  expect(about).toMatchObject({ bun: Bun.version, data_dir: app.data_dir, boot_id: app.ctx.boot_id });
  const of = (name: string) => about.settings.find((setting: { name: string }) => setting.name === name);
  expect(of("DRAIN_SECS")).toMatchObject({ value: "7", from: "environment", secret: false });
  expect(of("RETENTION_DAYS")).toMatchObject({ value: "30", from: "default" });
  expect(of("PUBLIC_URL").value).toBe("https://[secret]@agented.example");
  for (const name of Object.keys(SECRETS)) expect(of(name)).toMatchObject({ value: null, secret: true });
  for (const text of [CANARY, SECRETS.SECRET_KEY, app.client.key]) expect(JSON.stringify(about)).not.toContain(text);
});

test("which settings are secret is said of each that is a text", async () => {
  await using app = await openTest();
  const { settings } = await app.client.call("GET", "/admin/about");
  const secret = settings.filter((setting: { secret: boolean }) => setting.secret);
  expect(secret.map(({ name }: { name: string }) => name)).toEqual([
    ...["AGENTED_API_KEY", "SECRET_KEY", "GITHUB_APP_PRIVATE_KEY", "GITHUB_TOKEN"],
    ...["SENTRY_DSN", "OTEL_EXPORTER_OTLP_HEADERS", "GITHUB_WEBHOOK_SECRET", "GITHUB_WEBHOOK_SECRET_PREVIOUS"],
  ]);
});

test("only an admin is told", async () => {
  await using app = await openTest();
  const { key } = await app.client.call("POST", "/admin/keys", { name: "runner", scopes: ["run"] }, 201);
  expect((await app.client.fetch("/admin/about", { headers: { "X-API-Key": key } })).status).toBe(403);
});
