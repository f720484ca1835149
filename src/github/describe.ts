import type { Context } from "~/context.ts";
import { messageOf } from "~/kit/fault.ts";
import type { Github } from "./client.ts";
import type { GithubSetup } from "./model.ts";
import type { Missing } from "./setup.ts";

/** What an App must be let do for all actions to work. */
const PERMISSIONS = { issues: "write", pull_requests: "write", checks: "write", contents: "write" } as const;

/** How GitHub is set up, and what it says to that now. */
export async function describeSetup({ config }: Context, github: Github): Promise<GithubSetup> {
  const { kind } = github.setup;
  const missing = [...github.missing, ...deaf(config)];
  const known = { kind, api_url: config.GITHUB_API_URL, missing, login: null, app: null };
  if (kind === "none") return known;
  try {
    const told = await (kind === "app" ? askApp(github) : askToken(github));
    return { ...known, ...told, missing: [...missing, ...told.missing] };
  } catch (error) {
    const remedy = "Look at GITHUB_API_URL and at the credentials.";
    return { ...known, missing: [...missing, { what: messageOf(error), remedy }] };
  }
}

/** Results can be posted without it, but nothing that GitHub tells is taken. */
function deaf({ GITHUB_WEBHOOK_SECRET }: Context["config"]): Missing[] {
  if (GITHUB_WEBHOOK_SECRET !== undefined) return [];
  const what = "No event of GitHub is taken: GITHUB_WEBHOOK_SECRET is not set.";
  return [{ what, remedy: "Set it as in the webhook's settings on GitHub, and start the server anew." }];
}

async function askApp(github: Github) {
  const { data } = await github.self().request("GET /app");
  if (!data?.slug) throw new Error("GitHub knows no such App.");
  const { id, slug, installations_count: installations = 0, permissions } = data;
  const given = permissions as Record<string, string | undefined>;
  const lacking = Object.entries(PERMISSIONS).filter(([name, level]) => given[name] !== level);
  const missing: Missing[] = lacking.map(([name, level]) => ({
    what: `The App has no permission \`${name}: ${level}\`.`,
    remedy: "Give it in the App's settings on GitHub, and accept it where it is installed.",
  }));
  if (installations === 0)
    missing.push({
      what: "The App is installed nowhere.",
      remedy: "Install it on the repositories it is to work for.",
    });
  const app = { id: String(id), slug, installations };
  return { login: `${slug}[bot]`, app, missing };
}

async function askToken(github: Github) {
  const what = "Check runs cannot be written: GitHub lets only an App do that.";
  const remedy = "Set GITHUB_APP_ID and GITHUB_APP_PRIVATE_KEY, or leave `check` out of allowed_actions.";
  return { login: await github.login(), missing: [{ what, remedy }] };
}
