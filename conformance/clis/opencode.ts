import { join } from "node:path";
import { type Cli, installed, PLATFORM, type Provider, pinned } from "./cli.ts";

export const opencode: Cli = {
  id: "opencode",
  version: pinned("opencode-ai"),
  program: [installed(`opencode-${PLATFORM}/bin/opencode`)],
  prepare: (home, provider) => ({
    XDG_CACHE_HOME: join(home, "opencode/cache"),
    XDG_CONFIG_HOME: join(home, "opencode/config"),
    XDG_DATA_HOME: join(home, "opencode/data"),
    XDG_STATE_HOME: join(home, "opencode/state"),
    OPENCODE_CONFIG_CONTENT: JSON.stringify(configFor(provider)),
    OPENCODE_DISABLE_MODELS_FETCH: "1",
  }),
  routes: /^POST \/v1\/chat\/completions$|^GET \/npm\//,
};

function configFor({ url, key }: Provider) {
  const options = { baseURL: `${url}/v1`, apiKey: key };
  return {
    model: "stub/stub-model",
    provider: { stub: { npm: "@ai-sdk/openai-compatible", options, models: { "stub-model": {} } } },
  };
}
