import { isIP } from "node:net";
import { isAbsolute, join, resolve } from "node:path";
import { z } from "@hono/zod-openapi";

/** One variable: how its text is read, what holds when it is unset, and the comment `.env.example` gives it. */
interface Setting<T> {
  schema: z.ZodType<T>;
  doc: string;
  /** What `.env.example` shows behind `# NAME=`. */
  example: string;
}

const MIB = 1024 * 1024;

const text = (doc: string, example = ""): Setting<string | undefined> => ({
  schema: z.string().optional(),
  doc,
  example,
});
const secret = (doc: string): Setting<string | undefined> => ({
  schema: z.string().min(8, "must have at least 8 characters").optional(),
  doc,
  example: "",
});
const whole = (min: number, max: number, standard: number, doc: string): Setting<number> => ({
  schema: z
    .string()
    .regex(/^\d+$/, "must be a whole number")
    .transform(Number)
    .pipe(z.number().min(min, `must be at least ${min}`).max(max, `must be at most ${max}`))
    .prefault(String(standard)),
  doc,
  example: String(standard),
});
const oneOf = <const T extends readonly [string, ...string[]]>(
  values: T,
  standard: T[number],
  doc: string,
): Setting<T[number]> => ({
  schema: z.enum(values, `must be one of ${values.join(", ")}`).default(standard as never) as never,
  doc,
  example: standard,
});
const flag = (doc: string): Setting<boolean> => ({
  schema: z
    .enum(["0", "1", "false", "true"], "must be 1 or 0")
    .transform((value) => value === "1" || value === "true")
    .prefault("0"),
  doc,
  example: "0",
});
const list = (doc: string, item: z.ZodType<string, string>): Setting<string[]> => ({
  schema: z
    .string()
    .transform((value) => value.split(",").map((part) => part.trim()))
    .pipe(z.array(item))
    .prefault("")
    .transform((parts) => parts.filter((part) => part !== "")),
  doc,
  example: "",
});

const address = z.string().refine((value) => value === "" || isIP(value) > 0, "must be IP addresses");
const origin = z
  .string()
  .refine((value) => value === "" || isOrigin(value), "must be origins such as https://host:port");
const hostEntry = z
  .string()
  .regex(
    /^(?:|(?:\[[0-9a-f:.]+\]|[\w.-]+)(?::\d{1,5})?|[0-9a-f:.]+)$/i,
    "must be hosts or host:port, without a scheme",
  );

/** Every variable the server itself reads. A backend's own variables are listed in its kind. */
export const SETTINGS = {
  HOST: { schema: z.string().default("127.0.0.1"), doc: "Address to listen on.", example: "127.0.0.1" },
  PORT: whole(0, 65535, 20000, "Port to listen on; 0 takes a free one."),
  AGENTED_DATA_DIR: {
    schema: z.string().default("./data"),
    doc: "Everything the server keeps: database, keys, outputs of running work, workspaces.",
    example: "./data",
  },
  AGENTED_DB_PATH: text("The SQLite file, when it should not be <data>/agented.db."),
  AGENTED_API_KEY: {
    schema: z
      .string()
      .regex(/^[\x21-\x7e]{8,}$/, "must have at least 8 characters, all of them ASCII and none a space")
      .optional(),
    doc: "The admin key. Unset: one is made at the first start, printed once and kept in <data>/api_key.",
    example: "",
  },
  SECRET_KEY: {
    schema: z
      .string()
      .regex(/^[0-9a-fA-F]{64}$/, "must be 64 hexadecimal digits (openssl rand -hex 32)")
      .optional(),
    doc: "Encrypts stored secrets and signs stream tokens: 64 hex digits. Unset: made once, kept in <data>/secret_key.",
    example: "",
  },
  ALLOW_EPHEMERAL_KEY: flag("1 starts with a secret key in memory alone when <data>/secret_key cannot be written."),
  PUBLIC_URL: {
    schema: z.string().refine(isUrl, "must be an http(s) address").optional(),
    doc: "The address people and senders reach this server by.",
    example: "",
  },
  GITHUB_APP_ID: {
    schema: z.string().regex(/^\d+$/, "must be the App's number").optional(),
    doc: "The GitHub App that results are posted as. It needs GITHUB_APP_PRIVATE_KEY too.",
    example: "",
  },
  GITHUB_APP_PRIVATE_KEY: text(
    "That App's private key: the PEM itself, its line ends as they are or as \\n, or a path to it.",
  ),
  GITHUB_TOKEN: text(
    "Posts results to GitHub, where there is no App, and opens private repositories there. No CLI ever sees it.",
  ),
  GITHUB_API_URL: {
    schema: z.string().refine(isApiUrl, "must be https, or http on this machine").default("https://api.github.com"),
    doc: "GitHub's REST API; of an Enterprise server https://<host>/api/v3.",
    example: "https://api.github.com",
  },
  TRUST_PROXY: list(
    "Addresses of reverse proxies, such as 127.0.0.1, whose X-Forwarded-For and X-Forwarded-Proto are believed.",
    address,
  ),
  CORS_ALLOWED_ORIGINS: list("Origins whose pages may call the API. Unset: none.", origin),
  LOG_LEVEL: oneOf(["debug", "info", "warn", "error", "silent"], "info", "How much the server logs, as JSON lines."),
  MAX_CONCURRENT_EXECUTIONS: whole(1, 1000, 10, "How many executions run at once; the others wait in the queue."),
  MAX_CONCURRENT_PER_DIRECTORY: whole(
    1,
    1000,
    1,
    "How many executions that may write run at once in a directory that triggers name, unless a trigger says max_concurrent.",
  ),
  MAX_QUEUE_DEPTH: whole(
    1,
    10_000_000,
    100_000,
    "How many executions may wait; one more is answered 503, and of a delivery started when there is room.",
  ),
  MAX_MEMORY_BYTES: whole(
    0,
    1024 ** 5,
    0,
    "What all running executions may take of memory together, going by what they took before; 0 is no limit.",
  ),
  MIN_FREE_MEMORY_BYTES: whole(0, 1024 ** 5, 256 * MIB, "Memory that must be left when one more execution starts."),
  STALE_EXECUTION_THRESHOLD_SECS: whole(
    1,
    86_400,
    900,
    "A CLI that prints nothing for so long is stopped: it retries where nobody sees it.",
  ),
  EXECUTION_TIMEOUT_SECS: whole(60, 86_400, 600, "How long an execution may run when its trigger does not say."),
  SHUTDOWN_MODE: oneOf(
    ["detach", "stop"],
    "detach",
    "On SIGTERM: detach leaves runs to the next start, stop ends them (containers).",
  ),
  DRAIN_SECS: whole(0, 300, 10, "How long a stopping server waits for requests under way."),
  SSE_REPLAY_LIMIT: whole(1, 10_000, 500, "Lines a stream reads from the table at a time."),
  MAX_OUTPUT_BYTES: whole(MIB, 1024 ** 4, 2 * 1024 * MIB, "An execution that writes more is stopped."),
  MAX_STORED_BYTES: whole(64 * 1024, 1024 ** 4, 64 * MIB, "Text kept per execution: its head and its tail."),
  MAX_ARTIFACTS: whole(0, 10_000, 100, "Files kept of what an execution writes to AGENTED_ARTIFACTS_DIR."),
  MAX_ARTIFACTS_BYTES: whole(0, 1024 ** 4, 64 * MIB, "Bytes of these files together."),
  NO_LINE_INDEX: flag("1 keeps no index of the words in outputs: GET /admin/search/lines then finds nothing."),
  MIN_FREE_DISK_BYTES: whole(0, 1024 ** 4, 256 * MIB, "Executions are stopped when the data disk has less left."),
  MAX_STREAMS: whole(1, 100_000, 5_000, "Streams open at once; one more is answered 503."),
  GITHUB_WEBHOOK_SECRET: secret("What GitHub signs its deliveries with. Unset: none of them is taken."),
  GITHUB_WEBHOOK_SECRET_PREVIOUS: secret("The one of before, while GitHub's settings are changed over; then unset it."),
  UNVERIFIED_DELIVERIES_PER_10_SECS: whole(1, 100_000, 20, "Deliveries per address that may fail to verify."),
  UNVERIFIED_GITHUB_DELIVERIES_PER_MINUTE: whole(1, 100_000, 30, "The same of deliveries in GitHub's name."),
  VERIFIED_DELIVERIES_PER_SEC: whole(
    1,
    1_000_000,
    1_000,
    "Deliveries per address that verify; one more is answered 429.",
  ),
  RETENTION_DAYS: whole(1, 36_500, 30, "How long deliveries are kept."),
  FAILED_KEYS_PER_MINUTE: whole(1, 100_000, 10, "Wrong keys per address before it is answered 429."),
  FAILED_KEYS_PER_MINUTE_IN_ALL: whole(
    1,
    10_000_000,
    300,
    "Wrong keys from all addresses before one that never showed a right key is answered 429.",
  ),
  SESSION_IDLE_MINS: whole(5, 43_200, 720, "A browser that asks nothing for so long is signed out."),
  SESSION_HOURS: whole(1, 8_760, 168, "How long a browser stays signed in at most."),
  ALLOWED_PRIVATE_HOSTS: list(
    "Hosts of your own network, such as git.corp or 10.0.0.7:8443, that repositories and notifications may lead to.",
    hostEntry,
  ),
  KEEP_WORKTREE_MINS: whole(
    0,
    43_200,
    60,
    "How long an idle worktree stays. Later its conversation finds it again as git knows it, without ignored files.",
  ),
  RUN_AS_USER: text("Run CLIs as this user (the server must be root). They then cannot read the data directory."),
} satisfies Record<string, Setting<unknown>>;

/** Names of an earlier system, and what to set instead. */
const RENAMED: Record<string, string> = {
  GUNICORN_BIND: "HOST and PORT",
  ANTHROPIC_API_BASE: "ANTHROPIC_BASE_URL",
  OPENCODE_HOME: "XDG_DATA_HOME",
};

type Settings = { [K in keyof typeof SETTINGS]: z.output<(typeof SETTINGS)[K]["schema"]> };

export interface Config extends Settings {
  data_dir: string;
  db_path: string;
  /** Drizzle's SQL files. */
  migrations_dir: string;
  /** All that was set, for the child's allow-list and the default accounts. Never handed on whole. */
  environment: Readonly<Record<string, string>>;
  warnings: string[];
}

/** Mistakes in settings, those of the text all at once; `main.ts` prints them and exits 78. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  constructor(readonly mistakes: string[]) {
    super(mistakes.join("\n"));
  }
}

/** Reads, types and derives. An empty value means unset. Throws a ConfigError. */
export function readConfig(env: Record<string, string | undefined>): Config {
  const environment: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) if (value) environment[name] = value;
  const mistakes: string[] = [];
  const settings: Record<string, unknown> = {};
  for (const [name, setting] of Object.entries(SETTINGS)) {
    const parsed = setting.schema.safeParse(environment[name]);
    if (parsed.success) settings[name] = parsed.data;
    else for (const issue of parsed.error.issues) mistakes.push(`${name} ${issue.message}`);
  }
  if (mistakes.length > 0) throw new ConfigError(mistakes);
  const known = settings as Settings;
  const data_dir = resolve(known.AGENTED_DATA_DIR);
  return {
    ...known,
    data_dir,
    db_path: known.AGENTED_DB_PATH ? absolute(known.AGENTED_DB_PATH) : join(data_dir, "agented.db"),
    migrations_dir: resolve(import.meta.dir, "../drizzle"),
    environment,
    warnings: warningsOf(environment),
  };
}

function warningsOf(environment: Record<string, string>): string[] {
  const warnings: string[] = [];
  for (const name of Object.keys(environment)) {
    if (Object.hasOwn(RENAMED, name)) warnings.push(`${name} is not read any more: set ${RENAMED[name]}`);
    if (name.startsWith("AGENTED_") && !(name in SETTINGS)) warnings.push(`${name} is no setting of this server`);
  }
  return warnings;
}

function absolute(path: string): string {
  return isAbsolute(path) ? path : resolve(path);
}

function isUrl(value: string): boolean {
  return URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);
}

/** Tokens travel over it. */
function isApiUrl(value: string): boolean {
  if (!isUrl(value)) return false;
  const { protocol, hostname } = new URL(value);
  return protocol === "https:" || /^(?:127\.[\d.]+|localhost|\[::1\])$/.test(hostname);
}

function isOrigin(value: string): boolean {
  return isUrl(value) && new URL(value).origin === value;
}
