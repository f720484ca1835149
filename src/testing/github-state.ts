/** What the stub of GitHub remembers. `login` is who wrote it. */
export interface Comment {
  id: number;
  repository: string;
  issue: number;
  body: string;
  login: string;
  edits: number;
}

export interface Review {
  id: number;
  repository: string;
  pull: number;
  body: string;
  event: string;
  commit_id: string | undefined;
  comments: { path: string; line: number; body: string }[];
  login: string;
}

export interface Check {
  id: number;
  repository: string;
  name: string;
  head_sha: string;
  external_id: string;
  status: string;
  conclusion: string | null;
  details_url: string | null;
  output: { title: string; summary: string; annotations: Record<string, unknown>[] };
}

export interface Pull {
  number: number;
  repository: string;
  head: string;
  base: string;
  title: string;
  body: string;
  draft: boolean;
  state: "open" | "closed";
}

export class GithubState {
  comments: Comment[] = [];
  reviews: Review[] = [];
  checks: Check[] = [];
  pulls: Pull[] = [];
  /** By `owner/name#number`. */
  labels = new Map<string, Set<string>>();
  /** By `owner/name login`: admin, write, read or none; who is not here is no user. */
  permissions = new Map<string, string>();
  /** Comments of a review on other lines are answered 422; undefined takes all. */
  diff: ((path: string, line: number) => boolean) | undefined;
  #serial = 1_000;

  nextId(): number {
    return ++this.#serial;
  }
}
