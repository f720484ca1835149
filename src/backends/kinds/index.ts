import { claude } from "./claude.ts";
import { codex } from "./codex.ts";
import { command } from "./command.ts";
import { gemini } from "./gemini.ts";
import { opencode } from "./opencode.ts";

/** Every backend there is: a new one is a file here and a line below. */
export const backends = {
  claude,
  codex,
  gemini,
  opencode,
  command,
};
