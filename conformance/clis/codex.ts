import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Cli, installed, PLATFORM, type Provider, pinned } from "./cli.ts";

const TRIPLES: Record<string, string> = {
  "linux-x64": "x86_64-unknown-linux-musl",
  "linux-arm64": "aarch64-unknown-linux-musl",
  "darwin-x64": "x86_64-apple-darwin",
  "darwin-arm64": "aarch64-apple-darwin",
};

export const codex: Cli = {
  id: "codex",
  version: pinned("@openai/codex"),
  program: [installed(`@openai/codex-${PLATFORM}/vendor/${TRIPLES[PLATFORM]}/bin/codex`)],
  prepare(home, provider) {
    const CODEX_HOME = join(home, "codex");
    mkdirSync(CODEX_HOME, { recursive: true });
    writeFileSync(join(CODEX_HOME, "config.toml"), configFor(provider));
    return { CODEX_HOME, CODEX_API_KEY: provider.key };
  },
  routes: /^POST \/v1\/responses$/,
};

/** Its built-in provider ignores OPENAI_BASE_URL and tries a WebSocket seven times first: a provider of our own. */
const configFor = ({ url }: Provider) => `
model = "gpt-5.5"
model_provider = "stub"
check_for_update_on_startup = false
analytics.enabled = false
features = { plugins = false, apps = false, unbounded_connection_retries = false }
[model_providers.stub]
name = "Stub"
base_url = "${url}/v1"
env_key = "CODEX_API_KEY"
wire_api = "responses"
request_max_retries = 1
stream_max_retries = 1
`;
