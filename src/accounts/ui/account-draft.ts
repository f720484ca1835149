import type { BackendId } from "~/backends/index.ts";
import type { Account, AccountInput, AccountPatch, KeyInput } from "../model.ts";

/** Where the login comes from; `kept` is as the account has it. */
export type LoginWay = "kept" | "own" | "directory" | "secret" | "variable";

/** An account as its form holds it. */
export interface Draft {
  backend: BackendId;
  name: string;
  way: LoginWay;
  config_dir: string;
  key_variable: string;
  secret: string;
  key_env: string;
  /** A variable a line: `NAME=value`. */
  env: string;
  max_concurrent: number | "";
  enabled: boolean;
}

/** A new one, or an account as it is; its key is not among what is known of it. */
export function draftOf(account?: Account): Draft {
  return {
    backend: account?.backend ?? "claude",
    name: account?.name ?? "",
    way: account ? "kept" : "own",
    ...{ config_dir: "", key_variable: account?.key?.variable ?? "", secret: "", key_env: "" },
    env: Object.entries(account?.env ?? {})
      .map(([name, value]) => `${name}=${value}`)
      .join("\n"),
    max_concurrent: account?.max_concurrent ?? "",
    enabled: account?.enabled ?? true,
  };
}

export function inputOf(draft: Draft): AccountInput {
  const { config_dir = null, key = null } = loginOf(draft);
  return { ...commonOf(draft), backend: draft.backend, env: envOf(draft), config_dir, key };
}

/** Of a default account the environment is the server's own: nothing of it may be said. */
export function patchOf(draft: Draft, { is_default }: Account): AccountPatch {
  return is_default ? commonOf(draft) : { ...commonOf(draft), env: envOf(draft), ...loginOf(draft) };
}

function commonOf({ name, max_concurrent, enabled }: Draft) {
  return { name, enabled, max_concurrent: max_concurrent === "" ? null : max_concurrent };
}

function loginOf({ way, config_dir, key_variable: variable, secret, key_env }: Draft): {
  config_dir?: string;
  key?: KeyInput | null;
} {
  switch (way) {
    case "kept":
      return {};
    case "own":
      return { config_dir: "own", key: null };
    case "directory":
      return { config_dir, key: null };
    case "secret":
      return { key: { variable, secret } };
    case "variable":
      return { key: { variable, env: key_env } };
  }
}

function envOf({ env }: Draft): Record<string, string> {
  const lines = env.split("\n").filter((line) => line.trim() !== "");
  return Object.fromEntries(
    lines.map((line) => {
      const [name = "", ...value] = line.split("=");
      return [name.trim(), value.join("=").trim()];
    }),
  );
}
