import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Probe } from "./probe.ts";

// Without a settings file it takes a base URL for a gateway and refuses to log in to it.
const SETTINGS = {
  security: { auth: { selectedType: "gemini-api-key" } },
  privacy: { usageStatisticsEnabled: false },
  general: { enableAutoUpdate: false, enableAutoUpdateNotification: false, maxAttempts: 1 },
};

export const gemini: Probe = {
  id: "gemini",
  measured: "0.61.0",
  key: "GEMINI_API_KEY",
  // `auto` asks a router first.
  model: "gemini-2.5-flash",
  prepare(home, url) {
    const config_dir = join(home, "gemini");
    mkdirSync(join(config_dir, ".gemini"), { recursive: true });
    writeFileSync(join(config_dir, ".gemini/settings.json"), JSON.stringify(SETTINGS));
    return { config_dir, env: { GOOGLE_GEMINI_BASE_URL: url } };
  },
  routes: /^POST \/v1beta\/models\/gemini-2\.5-flash:(stream)?[gG]enerateContent/,
};
