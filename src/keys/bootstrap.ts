import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type { Context } from "~/context.ts";
import { secretFile } from "~/kit/secret-file.ts";
import { replaceKey } from "./store.ts";

const NAME = "bootstrap";

/**
 * Makes sure that there is an admin key: AGENTED_API_KEY, or one made at the first start, kept 0600 in the data
 * directory and printed this once. There is no start without a key.
 */
export function ensureBootstrapKey(ctx: Context, print: (text: string) => void): void {
  const { AGENTED_API_KEY, data_dir } = ctx.config;
  const key = AGENTED_API_KEY ?? ownKey(join(data_dir, "api_key"), print);
  ctx.redactor.know("bootstrap key", [key]);
  replaceKey(ctx, NAME, key);
}

function ownKey(path: string, print: (text: string) => void): string {
  const { text, made } = secretFile(path, () => `agk_${randomBytes(24).toString("base64url")}`);
  if (made) print(`\n  Your API key, shown this once (kept in ${path}):\n\n    ${text}\n`);
  return text;
}
