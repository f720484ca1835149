import type { Octokit } from "@octokit/core";
import type { Context } from "~/context.ts";
import type { ExecutionRow } from "~/executions/index.ts";
import type { Action } from "~/outcomes/index.ts";
import type { Github } from "../client.ts";
import type { Projects } from "../projects.ts";
import type { Target } from "../target.ts";

/** What an action is done with. */
export interface Work<A> {
  ctx: Context;
  github: Github;
  octokit: Octokit;
  /** As GitHub's routes take the repository. */
  at: { owner: string; repo: string };
  target: Target;
  execution: ExecutionRow;
  action: A;
  projects?: Projects;
  /** Aborted when the server goes: what is broken off is done by the next one. */
  signal: AbortSignal;
}

export interface Done {
  url?: string;
  /** What somebody should know of how it was done. */
  detail?: string;
}

/**
 * How to do an action on GitHub: one file with one object, and one line in `index.ts`. `apply` may be cut off anywhere
 * and begun anew, by another life of the server too: it looks for what it has done already before it does it.
 */
export interface ActionSort<A extends Action | null = Action> {
  /** Why it cannot be done for this execution, as a sentence. */
  lacks(target: Target, execution: ExecutionRow): string | undefined;
  apply(work: Work<A>): Promise<Done>;
  /** What of the repository other executions change too: of one subject the actions are done in order. */
  subject?(target: Target, execution: ExecutionRow): string;
}

export const PAGE = 100;

/** All items of a list that GitHub gives in pages. */
export async function* paged<T>(ask: (page: number) => Promise<T[]>): AsyncGenerator<T> {
  for (let page = 1; ; page++) {
    const items = await ask(page);
    yield* items;
    if (items.length < PAGE) return;
  }
}
