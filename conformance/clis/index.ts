import { claude } from "./claude.ts";
import { codex } from "./codex.ts";
import { gemini } from "./gemini.ts";
import { opencode } from "./opencode.ts";

export type { Cli, Permissions } from "./cli.ts";
export const CLIS = [claude, codex, gemini, opencode];
export type CliId = (typeof CLIS)[number]["id"];
