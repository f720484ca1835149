import type { Env } from "./kind.ts";
import { backends } from "./kinds/index.ts";

const SECRET_NAME = /KEY|TOKEN|SECRET|PASSWORD|AUTH|CREDENTIAL/i;
const HEADERS = /_CUSTOM_HEADERS$/;
const CONFIG = "OPENCODE_CONFIG_CONTENT";

/** Values of the default accounts that no output may show. Base URLs and directories are no secrets. */
export function accountSecrets(environment: Env): string[] {
  const names = new Set(Object.values(backends).flatMap((backend) => backend.variables));
  return [...names].flatMap((name) => secretsIn(name, environment[name] ?? ""));
}

/** What of the value of a CLI's variable no output may show, alone as within the whole. */
export function secretsIn(name: string, value: string): string[] {
  if (HEADERS.test(name)) return [value, ...headerValues(value).flatMap(bare)];
  if (name === CONFIG) return configSecrets(value).flatMap(bare);
  if (SECRET_NAME.test(name)) return [value, ...textsOf(value)];
  return userinfoOf(value);
}

/** Why a variable with this value is not to be stored as it is; undefined when nothing speaks against it. */
export function secretIn(name: string, value: string): string | undefined {
  if (userinfoOf(value).length > 0) return "holds a user or a password in a URL, and these are not encrypted";
  const named = name !== CONFIG && (HEADERS.test(name) || SECRET_NAME.test(name));
  if (named || (name === CONFIG && configSecrets(value).length > 0))
    return "looks like a secret, and these are not encrypted";
  return undefined;
}

/** Claude takes a header a line, Gemini several behind commas. */
function headerValues(value: string): string[] {
  const lines = value.split(/\r?\n/);
  return [...lines, ...lines.flatMap((line) => line.split(/,(?=[^,:]+:)/))].map((header) =>
    header.slice(header.indexOf(":") + 1).trim(),
  );
}

/** A login may be a JSON document of several: then each text in it is a secret. */
function textsOf(value: string): string[] {
  const texts: string[] = [];
  eachText(parsed(value), (text) => texts.push(text));
  return texts;
}

/** Texts of OpenCode's configuration that are no reference to a variable or a file; the whole where it cannot be read. */
function configSecrets(value: string): string[] {
  const config = parsed(value);
  if (config === undefined) return value.trim() === "" ? [] : [value];
  const texts: string[] = [];
  eachText(config, (text, path) => {
    const named = path.includes("headers") || SECRET_NAME.test(path.at(-1) ?? "");
    if (named && withoutScheme(text.replace(REFERENCE, "")) !== "") texts.push(text);
    texts.push(...userinfoOf(text));
  });
  return texts;
}

const REFERENCE = /\{(?:env|file):[^}]*\}/g;

/** OpenCode reads its configuration with comments. */
function parsed(value: string): unknown {
  try {
    return Bun.JSONC.parse(value);
  } catch {
    return undefined;
  }
}

function eachText(value: unknown, see: (text: string, path: string[]) => void, path: string[] = []): void {
  if (typeof value === "string") see(value, path);
  else if (typeof value === "object" && value !== null)
    for (const [name, inner] of Object.entries(value))
      eachText(inner, see, Array.isArray(value) ? path : [...path, name]);
}

/** A text as it is, and without the word that says what kind of credential follows. */
function bare(text: string): string[] {
  return [text, withoutScheme(text)];
}

function withoutScheme(text: string): string {
  return text.replace(/^(?:bearer|basic|token)(?:\s+|$)/i, "").trim();
}

/** What stands before the @ of URLs: whole, and the password, or the user who has none. */
function userinfoOf(value: string): string[] {
  return [...value.matchAll(/:\/\/([^\s/?#"']+)@/g)].flatMap(([, info = ""]) => {
    const [user = "", ...password] = info.split(":");
    const secret = password.join(":") || user;
    return [info, secret, decoded(secret)];
  });
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
