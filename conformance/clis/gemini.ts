import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Cli, installed, pinned } from "./cli.ts";

// Without a settings file it takes a base URL for a gateway and refuses to log in to it.
const SETTINGS = {
  security: { auth: { selectedType: "gemini-api-key" } },
  privacy: { usageStatisticsEnabled: false },
  general: { enableAutoUpdate: false, enableAutoUpdateNotification: false, maxAttempts: 1 },
};

export const gemini: Cli = {
  id: "gemini",
  version: pinned("@google/gemini-cli"),
  program: [Bun.which("node") ?? "node", installed("@google/gemini-cli/bundle/gemini.js")],
  model: "gemini-2.5-flash",
  prepare(home, { url, key }) {
    const GEMINI_CLI_HOME = join(home, "gemini");
    mkdirSync(join(GEMINI_CLI_HOME, ".gemini"), { recursive: true });
    writeFileSync(join(GEMINI_CLI_HOME, ".gemini/settings.json"), JSON.stringify(SETTINGS));
    return { GEMINI_CLI_HOME, GEMINI_API_KEY: key, GOOGLE_GEMINI_BASE_URL: url };
  },
  routes: /^POST \/v1beta\/models\/gemini-2\.5-flash:(stream)?[gG]enerateContent/,
};
