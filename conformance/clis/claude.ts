import { join } from "node:path";
import { type Cli, installed, PLATFORM, pinned } from "./cli.ts";

export const claude: Cli = {
  id: "claude",
  version: pinned("@anthropic-ai/claude-code"),
  program: [installed(`@anthropic-ai/claude-code-${PLATFORM}/claude`)],
  prepare: (home, { url, key }) => ({
    CLAUDE_CONFIG_DIR: join(home, "claude"),
    ANTHROPIC_BASE_URL: url,
    ANTHROPIC_API_KEY: key,
    CLAUDE_CODE_MAX_RETRIES: "1",
  }),
  routes: /^POST \/v1\/messages\?beta=true$/,
};
