import { createAppAuth } from "@octokit/auth-app";
import { Octokit } from "@octokit/core";
import type { Context } from "~/context.ts";
import { failureOf, GithubFailure, isRefusal } from "./failure.ts";
import { type Missing, readSetup, type Setup, secretsOf } from "./setup.ts";

const TIMEOUT_MS = 20_000;

/** GitHub's API as who we are. Whatever it asks throws a GithubFailure. */
export interface Github {
  setup: Setup;
  missing: Missing[];
  /** Asks as the App itself, or by the token. */
  self(): Octokit;
  /** Asks about one repository, with a token that reaches no other where we are an App. */
  of(repository: string): Promise<Octokit>;
  tokenFor(repository: string): Promise<string>;
  /** Who has written what we write. */
  login(): Promise<string>;
  /** Breaks off what is under way. */
  close(): void;
}

/** `user` is who asks: each has tokens of its own. Closed with the context. */
export function openGithub(ctx: Context, user: string): Github {
  const { setup, missing } = readSetup(ctx.config);
  ctx.redactor.know("github", secretsOf(setup, ctx.config));
  const closing = new AbortController();
  const close = () => closing.abort();
  ctx.disposer.defer(close);
  const open = opener(ctx, closing.signal);
  const known = { setup, missing, close };
  if (setup.kind === "app") return { ...known, ...asApp(ctx, setup, open, user) };
  if (setup.kind === "token") return { ...known, ...asToken(setup.token, open) };
  const nobody = () => {
    throw new GithubFailure("refused", "GitHub is not set up: see GET /admin/github.");
  };
  return {
    ...known,
    self: nobody,
    of: async () => nobody(),
    tokenFor: async () => nobody(),
    login: async () => nobody(),
  };
}

type Open = (options: ConstructorParameters<typeof Octokit>[0]) => Octokit;
type Ways = Omit<Github, "setup" | "missing" | "close">;

function opener({ config, clock, log }: Context, closing: AbortSignal): Open {
  const bounded = (url: string, init?: RequestInit) =>
    fetch(url, { ...init, signal: AbortSignal.any([closing, AbortSignal.timeout(TIMEOUT_MS)]) });
  const quiet = { debug: () => {}, info: () => {}, warn: (text: string) => log.warn(text), error: () => {} };
  return (options) => {
    const request = { fetch: bounded, log: quiet };
    const octokit = new Octokit({
      ...{ baseUrl: config.GITHUB_API_URL.replace(/\/+$/, ""), userAgent: "agented", log: quiet, request },
      ...options,
    });
    octokit.hook.error("request", (error) => {
      throw failureOf(error, clock.now());
    });
    return octokit;
  };
}

function asToken(token: string, open: Open): Ways {
  const octokit = open({ auth: token });
  const login = once(async () => (await octokit.request("GET /user")).data.login);
  return { self: () => octokit, of: async () => octokit, tokenFor: async () => token, login };
}

function asApp({ redactor }: Context, setup: Setup & { kind: "app" }, open: Open, user: string): Ways {
  const auth = { appId: setup.app_id, privateKey: setup.private_key };
  const app = open({ authStrategy: createAppAuth, auth });
  const installations = new Map<string, number>();
  const refused = new Set<string>();

  const installationOf = async (repository: string) => {
    const known = installations.get(repository);
    if (known !== undefined) return known;
    const { data } = await app.request("GET /repos/{owner}/{repo}/installation", partsOf(repository));
    installations.set(repository, data.id);
    return data.id;
  };
  const tokenFor = async (repository: string) => {
    const installationId = await installationOf(repository);
    const repositoryNames = [partsOf(repository).repo];
    try {
      const refresh = refused.delete(repository);
      const { token } = (await app.auth({ type: "installation", installationId, repositoryNames, refresh })) as {
        token: string;
      };
      redactor.know(`github ${user} ${repository}`, [token]);
      return token;
    } catch (error) {
      // It may have been installed anew, under another number.
      installations.delete(repository);
      throw error;
    }
  };
  const of = async (repository: string) => {
    const octokit = open({ auth: await tokenFor(repository) });
    octokit.hook.error("request", (error) => {
      if (isRefusal(error, 401)) refused.add(repository);
      throw error;
    });
    return octokit;
  };
  const login = once(async () => {
    const { data } = await app.request("GET /app");
    if (!data?.slug) throw new GithubFailure("refused", "GitHub does not say who the App is.");
    return `${data.slug}[bot]`;
  });
  return { self: () => app, of, tokenFor, login };
}

/** `owner/name`, as GitHub's routes take it. */
export function partsOf(repository: string): { owner: string; repo: string } {
  const [owner = "", repo = ""] = repository.split("/");
  return { owner, repo };
}

/** Asks until it has been answered, and then never again. */
function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let answer: T | undefined;
  return async () => {
    answer ??= await ask();
    return answer;
  };
}
