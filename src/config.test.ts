import { expect, test } from "bun:test";
import { join, resolve } from "node:path";
import { type Config, ConfigError, readConfig, SETTINGS } from "./config.ts";
import { envExample } from "./testing/env-example.ts";

type Name = keyof typeof SETTINGS;
const names = Object.keys(SETTINGS) as Name[];
const root = resolve(import.meta.dir, "..");

function mistakesOf(env: Record<string, string>): string[] {
  try {
    readConfig(env);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.mistakes;
    throw error;
  }
}

test("nothing set is a server", () => {
  expect(readConfig({})).toMatchObject({
    HOST: "127.0.0.1",
    PORT: 20_000,
    data_dir: resolve("data"),
    db_path: resolve("data/agented.db"),
    EXECUTION_TIMEOUT_SECS: 600,
    SHUTDOWN_MODE: "detach",
    TRUST_PROXY: [],
    CORS_ALLOWED_ORIGINS: [],
    ALLOW_EPHEMERAL_KEY: false,
    warnings: [],
  });
});

test("an empty value means unset, for every setting", () => {
  const empty = Object.fromEntries(names.map((name) => [name, ""]));
  expect(readConfig({ ...empty, HTTP_PROXY: "" })).toEqual(readConfig({}));
});

test("all mistakes are told at once, each with its name", () => {
  const mistakes = mistakesOf({ PORT: "http", SECRET_KEY: "short", LOG_LEVEL: "loud", EXECUTION_TIMEOUT_SECS: "59" });
  expect(mistakes).toEqual([
    "PORT must be a whole number",
    "SECRET_KEY must be 64 hexadecimal digits (openssl rand -hex 32)",
    "LOG_LEVEL must be one of debug, info, warn, error, silent",
    "EXECUTION_TIMEOUT_SECS must be at least 60",
  ]);
});

test.each<[Name, string]>([
  ["PORT", "-1"],
  ["PORT", "65536"],
  ["PORT", "80.5"],
  ["PORT", "0x50"],
  ["PORT", " 80"],
  ["AGENTED_API_KEY", "1234567"],
  ["AGENTED_API_KEY", "with a space"],
  ["AGENTED_API_KEY", "schl\u00fcssel"],
  ["AGENTED_API_KEY", "a line end\n"],
  ["SECRET_KEY", "0".repeat(63)],
  ["SECRET_KEY", "g".repeat(64)],
  ["ALLOW_EPHEMERAL_KEY", "yes"],
  ["PUBLIC_URL", "agented.example.com"],
  ["PUBLIC_URL", "ftp://agented.example.com"],
  ["GITHUB_APP_ID", "Iv1.abc"],
  ["GITHUB_API_URL", "http://github.example.com/api/v3"],
  ["GITHUB_API_URL", "api.github.com"],
  ["TRUST_PROXY", "true"],
  ["TRUST_PROXY", "127.0.0.1,10.0.0.0/8"],
  ["CORS_ALLOWED_ORIGINS", "*"],
  ["CORS_ALLOWED_ORIGINS", "https://good.example, https://bad.example/"],
  ["SENTRY_DSN", "sentry.example.com/1"],
  ["SENTRY_TRACES_SAMPLE_RATE", "1.5"],
  ["SENTRY_TRACES_SAMPLE_RATE", "half"],
  ["OTEL_EXPORTER_OTLP_ENDPOINT", "127.0.0.1:4318"],
  ["OTEL_EXPORTER_OTLP_HEADERS", "Authorization"],
  ["OTEL_EXPORTER_OTLP_HEADERS", "Authorization=Bearer%zz"],
  ["LOG_FORMAT", "xml"],
  ["EXECUTION_TIMEOUT_SECS", "86401"],
  ["SHUTDOWN_MODE", "kill"],
  ["MAX_CONCURRENT_EXECUTIONS", "0"],
  ["SSE_REPLAY_LIMIT", "10001"],
])("%s=%s is a mistake", (name, value) => {
  const mistakes = mistakesOf({ [name]: value });
  expect(mistakes).toHaveLength(1);
  expect(mistakes[0]).toStartWith(`${name} must `);
  if (name === "SECRET_KEY" || name === "AGENTED_API_KEY") expect(mistakes[0]).not.toContain(value);
});

test.each<[Name, string, unknown]>([
  ["TRUST_PROXY", "127.0.0.1, ::1,", ["127.0.0.1", "::1"]],
  ["CORS_ALLOWED_ORIGINS", "https://a.example ,http://localhost:5173", ["https://a.example", "http://localhost:5173"]],
  ["ALLOW_EPHEMERAL_KEY", "true", true],
  ["ALLOW_EPHEMERAL_KEY", "0", false],
  ["PORT", "0", 0],
  ["GITHUB_API_URL", "http://127.0.0.1:8080", "http://127.0.0.1:8080"],
  ["GITHUB_API_URL", "https://github.example.com/api/v3", "https://github.example.com/api/v3"],
])("%s=%s is read as %j", (name, value, read) => {
  expect(readConfig({ [name]: value })[name]).toEqual(read as never);
});

test.each([
  [{ AGENTED_DATA_DIR: "/srv/a" }, "/srv/a", "/srv/a/agented.db"],
  [{ AGENTED_DATA_DIR: "x/y" }, resolve("x/y"), resolve("x/y/agented.db")],
  [{ AGENTED_DATA_DIR: "/srv/a", AGENTED_DB_PATH: "/fast/b.db" }, "/srv/a", "/fast/b.db"],
  [{ AGENTED_DATA_DIR: "/srv/a", AGENTED_DB_PATH: "b.db" }, "/srv/a", resolve("b.db")],
])("the paths of %j", (env, data_dir, db_path) => {
  expect(readConfig(env)).toMatchObject({ data_dir, db_path });
});

test("a name that nobody reads is warned about, and an old one is told its successor", () => {
  const { warnings } = readConfig({
    AGENTED_PORT: "1",
    AGENTED_DATA_DIR: "/a",
    GUNICORN_BIND: "x",
    OPENCODE_HOME: "y",
  });
  expect(warnings).toEqual([
    "AGENTED_PORT is no setting of this server",
    "GUNICORN_BIND is not read any more: set HOST and PORT",
    "OPENCODE_HOME is not read any more: set XDG_DATA_HOME",
  ]);
  expect(readConfig({ constructor: "1", toString: "2" }).warnings).toEqual([]);
  expect(readConfig({ AGENTED_PORT: "", ANTHROPIC_API_BASE: "" }).warnings).toEqual([]);
});

test("what was set is kept for the children, and nothing that was empty", () => {
  expect(readConfig({ PATH: "/bin", EMPTY: "", GONE: undefined }).environment).toEqual({ PATH: "/bin" });
});

test(".env.example is made from the settings: `bun run env:example`", async () => {
  expect(await Bun.file(join(root, ".env.example")).text()).toBe(envExample());
});

test(".env.example is a server as it stands, and with every line set to what it shows", () => {
  const lines = envExample().split("\n");
  expect(lines.filter((line) => line !== "" && !line.startsWith("# "))).toEqual([]);
  const shown = lines.flatMap((line) => {
    const [, name, value] = /^# ([A-Z][A-Z0-9_]+)=(.*)$/.exec(line) ?? [];
    return name === undefined ? [] : [[name, value ?? ""] as const];
  });
  const env = Object.fromEntries(shown);
  expect(Object.keys(env)).toEqual(expect.arrayContaining(names));
  const settings = (config: Config) => ({ ...config, environment: undefined });
  expect(settings(readConfig(env))).toEqual(settings(readConfig({})));
});

/** Waiting for the test that takes it off this list. */
const UNSHOWN: Name[] = ["RUN_AS_USER"];

test("every setting is set by a test that shows its effect", async () => {
  const paths = [...new Bun.Glob("src/**/*.test.ts").scanSync(root)].filter((path) => path !== "src/config.test.ts");
  const texts = await Promise.all(paths.map((path) => Bun.file(join(root, path)).text()));
  const shown = (name: Name) => texts.some((text) => new RegExp(`\\b${name}(?:["']?\\s*[:=]| says)`).test(text));
  expect(names.filter((name) => !shown(name) && !UNSHOWN.includes(name))).toEqual([]);
});
