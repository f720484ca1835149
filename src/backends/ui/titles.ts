import type { BackendId } from "../model.ts";

/** A page takes types alone from the server; a backend more is asked for here by the compiler. */
export const TITLES: Record<BackendId, string> = {
  ...{ claude: "Claude Code", codex: "Codex", gemini: "Gemini CLI", opencode: "OpenCode", command: "Command" },
};

export const BACKENDS = (Object.entries(TITLES) as [BackendId, string][]).map(([value, label]) => ({ value, label }));
