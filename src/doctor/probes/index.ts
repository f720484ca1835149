import { claude } from "./claude.ts";
import { codex } from "./codex.ts";
import { gemini } from "./gemini.ts";
import { opencode } from "./opencode.ts";

export { type Probe, probeEnv } from "./probe.ts";
export const probes = { claude, codex, gemini, opencode };
