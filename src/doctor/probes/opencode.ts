import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Probe } from "./probe.ts";

export const opencode: Probe = {
  id: "opencode",
  measured: "1.18.33",
  key: "OPENCODE_API_KEY",
  prepare(home, url) {
    const own = join(home, "opencode");
    mkdirSync(own, { recursive: true });
    // Half of a run's processor time goes into reading the list of all models of all providers; we have one.
    const models = join(own, "models.json");
    writeFileSync(models, "{}");
    const env = {
      XDG_CACHE_HOME: join(own, "cache"),
      XDG_CONFIG_HOME: join(own, "config"),
      XDG_STATE_HOME: join(own, "state"),
      OPENCODE_CONFIG_CONTENT: JSON.stringify(configFor(url)),
      OPENCODE_DISABLE_MODELS_FETCH: "1",
      OPENCODE_MODELS_PATH: models,
    };
    return { config_dir: join(own, "data"), env };
  },
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
