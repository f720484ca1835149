import { probes } from "~/doctor/index.ts";
import { type Cli, installed, PLATFORM, pinned } from "./cli.ts";

export type { Cli, Permissions } from "./cli.ts";

const CODEX_TRIPLES: Record<string, string> = {
  "linux-x64": "x86_64-unknown-linux-musl",
  "linux-arm64": "aarch64-unknown-linux-musl",
  "darwin-x64": "x86_64-apple-darwin",
  "darwin-arm64": "aarch64-apple-darwin",
};

export const claude: Cli = {
  ...probes.claude,
  version: pinned("@anthropic-ai/claude-code"),
  program: [installed(`@anthropic-ai/claude-code-${PLATFORM}/claude`)],
};

export const codex: Cli = {
  ...probes.codex,
  version: pinned("@openai/codex"),
  program: [installed(`@openai/codex-${PLATFORM}/vendor/${CODEX_TRIPLES[PLATFORM]}/bin/codex`)],
};

export const gemini: Cli = {
  ...probes.gemini,
  version: pinned("@google/gemini-cli"),
  program: [Bun.which("node") ?? "node", installed("@google/gemini-cli/bundle/gemini.js")],
};

export const opencode: Cli = {
  ...probes.opencode,
  version: pinned("opencode-ai"),
  program: [installed(`opencode-${PLATFORM}/bin/opencode`)],
};

/** The slowest first: what is asked of all of them is asked of two at a time. */
export const CLIS = [opencode, gemini, claude, codex];
export type CliId = Cli["id"];
