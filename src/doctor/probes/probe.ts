import { type BackendKind, backends, type Env } from "~/backends/index.ts";

/** How one CLI is made to talk to a stub of the model APIs instead of its vendor's. */
export interface Probe {
  id: "claude" | "codex" | "gemini" | "opencode";
  /** The version that all we know of it was measured with. */
  measured: string;
  /** The variable that holds its key. */
  key: string;
  /** The variable of a login to a plan, where a key alone has no usage limit. */
  login?: string;
  model?: string;
  /** Writes its configuration below `home`; `env` is what else a child needs to find the model API at `url`. */
  prepare(home: string, url: string): { config_dir: string; env: Env };
  /** What it may ask of the stub; anything else would go to the internet in a real installation. */
  routes: RegExp;
}

/** All variables of a child that is to talk to the stub with this key. */
export function probeEnv(
  probe: Probe,
  home: string,
  { url, key, variable = probe.key }: { url: string; key: string; variable?: string },
): Env {
  const { config_dir, env } = probe.prepare(home, url);
  const kind: BackendKind = backends[probe.id];
  return { ...env, ...(kind.home && { [kind.home.variable]: config_dir }), [variable]: key };
}
