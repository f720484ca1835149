import { join } from "node:path";
import type { Probe } from "./probe.ts";

export const claude: Probe = {
  id: "claude",
  measured: "2.1.329",
  key: "ANTHROPIC_API_KEY",
  login: "CLAUDE_CODE_OAUTH_TOKEN",
  prepare: (home, url) => ({ config_dir: join(home, "claude"), env: { ANTHROPIC_BASE_URL: url } }),
  routes: /^POST \/v1\/messages\?beta=true$/,
};
