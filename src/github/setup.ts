import { createPrivateKey } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Config } from "~/config.ts";
import { messageOf } from "~/kit/fault.ts";

/** Who we are to GitHub. */
export type Setup =
  | { kind: "app"; app_id: string; private_key: string }
  | { kind: "token"; token: string }
  | { kind: "none" };

/** What stands in the way of posting results, and what to do about it. */
export interface Missing {
  what: string;
  remedy: string;
}

const PEM = /^-----BEGIN/;

type Settings = Pick<Config, "GITHUB_APP_ID" | "GITHUB_APP_PRIVATE_KEY" | "GITHUB_TOKEN">;

/** An App goes before a token: it can write check runs, and its tokens reach one repository for an hour. */
export function readSetup(config: Settings): { setup: Setup; missing: Missing[] } {
  const { GITHUB_APP_ID, GITHUB_APP_PRIVATE_KEY, GITHUB_TOKEN } = config;
  const fallback: Setup = GITHUB_TOKEN ? { kind: "token", token: GITHUB_TOKEN } : { kind: "none" };
  if (GITHUB_APP_ID && GITHUB_APP_PRIVATE_KEY) {
    try {
      const private_key = readKey(GITHUB_APP_PRIVATE_KEY);
      return { setup: { kind: "app", app_id: GITHUB_APP_ID, private_key }, missing: [] };
    } catch (error) {
      const what = `GITHUB_APP_PRIVATE_KEY cannot be read: ${messageOf(error)}`;
      return { setup: fallback, missing: [{ what, remedy: "Set it to the PEM that GitHub gave, or to its path." }] };
    }
  }
  if (GITHUB_APP_ID) return { setup: fallback, missing: [halfOf("GITHUB_APP_PRIVATE_KEY", "GITHUB_APP_ID")] };
  if (GITHUB_APP_PRIVATE_KEY) return { setup: fallback, missing: [halfOf("GITHUB_APP_ID", "GITHUB_APP_PRIVATE_KEY")] };
  if (fallback.kind === "token") return { setup: fallback, missing: [] };
  const remedy = "Set GITHUB_APP_ID and GITHUB_APP_PRIVATE_KEY, or GITHUB_TOKEN, and start the server anew.";
  return { setup: fallback, missing: [{ what: "Nothing says as whom results are posted to GitHub.", remedy }] };
}

/** What no output may show, a token that is not used included. */
export function secretsOf(setup: Setup, { GITHUB_TOKEN, GITHUB_APP_PRIVATE_KEY = "" }: Settings): string[] {
  const keys =
    setup.kind === "app" ? [setup.private_key] : PEM.test(GITHUB_APP_PRIVATE_KEY) ? [GITHUB_APP_PRIVATE_KEY] : [];
  return GITHUB_TOKEN ? [...keys, GITHUB_TOKEN] : keys;
}

function halfOf(missing: string, given: string): Missing {
  return { what: `${given} is set without ${missing}.`, remedy: `Set ${missing} too: an App is both.` };
}

/** A file `.env` holds the line ends as two characters. Throws for what is no key. */
function readKey(given: string): string {
  const pem = PEM.test(given) ? given.replaceAll("\\n", "\n") : readFileSync(given, "utf8");
  createPrivateKey(pem);
  return pem;
}
