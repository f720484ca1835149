import type { Env } from "~/backends/index.ts";
import type { Context } from "~/context.ts";
import type { SystemUser } from "~/process/index.ts";

const ALLOWED = new Set([
  "PATH",
  "HOME",
  "USER",
  "SHELL",
  "LANG",
  "TERM",
  "TZ",
  "HTTP_PROXY",
  "HTTPS_PROXY",
  "NO_PROXY",
  "ALL_PROXY",
  "http_proxy",
  "https_proxy",
  "no_proxy",
  "all_proxy",
  "SSL_CERT_FILE",
  "SSL_CERT_DIR",
  "NODE_EXTRA_CA_CERTS",
  "REQUESTS_CA_BUNDLE",
  "CURL_CA_BUNDLE",
  "GIT_SSL_CAINFO",
]);

/**
 * What a child sees of the server's environment: an allow-list, then the variables of its account, then what its kind
 * sets, but for what the account decides itself. The marker and TMPDIR are added by the spawn.
 */
export function childEnv(ctx: Context, account: Env, own: Env, user: SystemUser | undefined): Env {
  const { environment } = ctx.config;
  const passed = Object.entries(environment).filter(([name]) => ALLOWED.has(name) || name.startsWith("LC_"));
  return {
    ...Object.fromEntries(passed),
    ...(user && { HOME: user.home, USER: user.name, SHELL: user.shell }),
    ...own,
    ...account,
  };
}
