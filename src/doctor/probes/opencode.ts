import { join } from "node:path";
import type { Probe } from "./probe.ts";

export const opencode: Probe = {
  id: "opencode",
  measured: "1.18.33",
  key: "OPENCODE_API_KEY",
  prepare: (home, url) => ({
    config_dir: join(home, "opencode/data"),
    env: {
      XDG_CACHE_HOME: join(home, "opencode/cache"),
      XDG_CONFIG_HOME: join(home, "opencode/config"),
      XDG_STATE_HOME: join(home, "opencode/state"),
      OPENCODE_CONFIG_CONTENT: JSON.stringify(configFor(url)),
      OPENCODE_DISABLE_MODELS_FETCH: "1",
    },
  }),
  // It looks for a plugin of its own in the registry that npm is set to.
  routes: /^POST \/v1\/chat\/completions$|^GET \/npm\//,
};

function configFor(url: string) {
  const options = { baseURL: `${url}/v1`, apiKey: "{env:OPENCODE_API_KEY}" };
  return {
    model: "stub/stub-model",
    provider: { stub: { npm: "@ai-sdk/openai-compatible", options, models: { "stub-model": {} } } },
  };
}
