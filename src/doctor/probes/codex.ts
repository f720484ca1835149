import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Probe } from "./probe.ts";

export const codex: Probe = {
  id: "codex",
  measured: "0.169.0",
  key: "CODEX_API_KEY",
  prepare(home, url) {
    const config_dir = join(home, "codex");
    mkdirSync(config_dir, { recursive: true });
    writeFileSync(join(config_dir, "config.toml"), configFor(url));
    return { config_dir, env: {} };
  },
  routes: /^POST \/v1\/responses$/,
};

/** Its built-in provider ignores OPENAI_BASE_URL and tries a WebSocket seven times first: a provider of our own. */
const configFor = (url: string) => `
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
