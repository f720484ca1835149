import type { Context } from "~/context.ts";
import { Fault } from "~/kit/fault.ts";
import { type CapturedBytes, type CaptureOptions, captureBytes } from "~/process/index.ts";

const SYSTEM_PATH = "/usr/local/bin:/usr/bin:/bin";
const USUAL_MS = 120_000;
const USUAL_BYTES = 16 * 1024 * 1024;

/**
 * Nothing that a repository brings along is executed: no hook, no file system monitor, no signing, pager or credential
 * helper; nor does it lead git into submodules or start work behind our back.
 */
const SETTINGS = [
  ...[
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    "core.attributesFile=/dev/null",
    "core.excludesFile=/dev/null",
  ],
  ...["core.untrackedCache=false", "core.autocrlf=false", "core.quotePath=false", "advice.addEmbeddedRepo=false"],
  ...["credential.helper=", "protocol.allow=never", "commit.gpgSign=false", "gc.auto=0", "maintenance.auto=false"],
  ...["submodule.recurse=false", "fetch.unpackLimit=1", "fetch.recurseSubmodules=false", "diff.ignoreSubmodules=all"],
  ...["http.followRedirects=false", "http.lowSpeedLimit=1000", "http.lowSpeedTime=60"],
];

/** What of the server's environment git needs to reach a host from behind a proxy, or with a private authority. */
const PASSED = [
  ...["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "NO_PROXY", "no_proxy", "ALL_PROXY", "all_proxy"],
  ...["SSL_CERT_FILE", "SSL_CERT_DIR", "GIT_SSL_CAINFO", "CURL_CA_BUNDLE", "SSH_AUTH_SOCK", "LANG", "TZ"],
];

export interface GitOptions extends Partial<Omit<CaptureOptions, "clock">> {
  /** Further settings, each `name=value`. Nothing secret: others see an argv. */
  settings?: string[];
}

/** Runs git to its end, with all that F32 asks. The answer is whatever it did: see `succeeded`. */
export function git(ctx: Context, args: string[], options: GitOptions = {}): Promise<CapturedBytes> {
  const { settings = [], env, ...rest } = options;
  const set = [...SETTINGS, ...settings].flatMap((setting) => ["-c", setting]);
  return captureBytes(["git", "--no-pager", ...set, ...args], {
    ...{ timeout_ms: USUAL_MS, max_bytes: USUAL_BYTES, clock: ctx.clock, cwd: ctx.config.data_dir, ...rest },
    env: { ...baseEnv(ctx), ...env },
  });
}

/** The output of git as text. Throws a Fault that says what failed, and of git's own words the last line. */
export async function gitText(ctx: Context, args: string[], options: GitOptions = {}): Promise<string> {
  const { stdout } = await succeeded(ctx, git(ctx, args, options));
  return new TextDecoder().decode(stdout);
}

/**
 * Throws a Fault `unavailable` when it did not succeed, with the code `host_unreachable` where that may pass and else
 * `git_failed`.
 */
export async function succeeded(ctx: Context, running: Promise<CapturedBytes>): Promise<CapturedBytes> {
  const done = await running;
  if (done.cut) throw failed("It answered more than it may.");
  if (done.code === 0) return done;
  throw failed(ctx.redactor.redact(wordsOf(done)), UNREACHABLE.test(done.stderr) ? "host_unreachable" : "git_failed");
}

function failed(detail: string, code = "git_failed"): Fault {
  return new Fault("unavailable", `Git: ${detail}`, { code });
}

/** What git, libcurl and ssh say of a network that is down, slow or cut, and of a host that is overloaded. */
const UNREACHABLE = new RegExp(
  [
    ...[
      "Could ?n[o']t resolve",
      "Failed to connect",
      "Couldn't connect",
      "Connection (?:refused|reset|timed out|closed)",
    ],
    ...["Operation timed out", "Operation too slow", "Network is unreachable", "No route to host", "Empty reply"],
    ...["early EOF", "unexpected disconnect", "remote end hung up", "transfer closed", "GnuTLS recv error"],
    ...["SSL_read", "returned error: (?:429|5\\d\\d)"],
  ].join("|"),
  "i",
);

/** The last thing git complained about; not its hints, and not the progress. */
export function wordsOf({ code, stderr }: Pick<CapturedBytes, "code" | "stderr">): string {
  if (code === 124) return "It took too long, or was stopped.";
  const lines = stderr.split(/[\r\n]+/).map((line) => line.trim());
  const said = lines.filter((line) => line !== "" && !UNTELLING.test(line));
  const told =
    said.findLast((line) => /^(?:fatal|error|remote|ssh):/i.test(line)) ?? said.at(-1) ?? lines.find(Boolean);
  const words = (told ?? `It ended with ${code}.`).slice(0, 500);
  const remedy = REMEDIES.find(([pattern]) => pattern.test(stderr))?.[1];
  return remedy === undefined ? words : `${words} ${remedy}`;
}

/** What git says after ssh has said why. */
const UNTELLING =
  /^fatal: Could not read from remote|^Please make sure you have the correct|^and the repository exists/;

const REMEDIES: [RegExp, string][] = [
  [/error: 30[12378]\b/, "Redirects are not followed: give the address where it leads."],
  [
    /could not read Username|Authentication failed|error: 40[13]/,
    "It takes a credential that the server does not have: set GITHUB_TOKEN or the App, or use its address for ssh.",
  ],
  [/Host key verification failed/, "Its host key is not known: log in to it once by ssh, as the server's user."],
  [/Permission denied \(publickey/, "The server's user has no ssh key that it takes: add one there."],
];

function baseEnv({ config: { environment } }: Context): Record<string, string> {
  const passed = PASSED.flatMap((name) =>
    environment[name] === undefined ? [] : [[name, environment[name]] as const],
  );
  return {
    ...Object.fromEntries(passed),
    ...{ PATH: environment.PATH ?? SYSTEM_PATH, HOME: environment.HOME ?? "/", LC_ALL: "C" },
    ...{ GIT_CONFIG_NOSYSTEM: "1", GIT_CONFIG_GLOBAL: "/dev/null", GIT_ATTR_NOSYSTEM: "1", GIT_TERMINAL_PROMPT: "0" },
    // No transport at all, unless who runs it says which.
    ...{
      GIT_ALLOW_PROTOCOL: "none",
      GIT_ASKPASS: "",
      SSH_ASKPASS: "",
      GIT_OPTIONAL_LOCKS: "0",
      GIT_PROTOCOL_FROM_USER: "0",
    },
  };
}
