import { z } from "@hono/zod-openapi";
import type { NAMES } from "./values.ts";

/** What people are told of a placeholder. */
interface Described {
  /** The name between the braces, where that is not the key. */
  name?: string;
  description: string;
  sources: "all" | readonly string[];
  example: string;
  /** Whether an event brings it from outside; what a person with a key types is trusted. */
  untrusted: boolean;
}

/** Whose payload has the fields that GitHub's events have. */
const LIKE_GITHUB = ["webhook", "github", "manual"];

const DESCRIBED: Record<(typeof NAMES)[number] | "payload" | "field" | "snippet" | "outcome_format", Described> = {
  message: {
    description:
      "The words of the occasion: what a person typed, or the text of the event (for a webhook what lies at `text_path`, " +
      "else the payload's `message`, `text` or `body`, else all of it).",
    sources: "all",
    example: "Deploy of api failed in step 3",
    untrusted: true,
  },
  payload: {
    description: "The whole payload as JSON.",
    sources: "all",
    example: '{ "status": "failed", "step": 3 }',
    untrusted: true,
  },
  field: {
    name: "payload.a.b[0]",
    description: "One field of the payload by its path. `labels[*].name` is the list of all; what is no text is JSON.",
    sources: "all",
    example: "failed",
    untrusted: true,
  },
  paths: {
    description: "The payload's `paths`, a list of texts, one a line.",
    sources: LIKE_GITHUB,
    example: "src/server.ts\nsrc/config.ts",
    untrusted: true,
  },
  pr_url: {
    description: "The address of the pull request: `payload.pull_request.html_url`.",
    sources: LIKE_GITHUB,
    example: "https://github.com/acme/shop/pull/7",
    untrusted: true,
  },
  pr_number: {
    description: "The number of the pull request.",
    sources: LIKE_GITHUB,
    example: "7",
    untrusted: true,
  },
  pr_title: {
    description: "The title of the pull request.",
    sources: LIKE_GITHUB,
    example: "Retry failed payments",
    untrusted: true,
  },
  pr_author: {
    description: "The login of who opened the pull request.",
    sources: LIKE_GITHUB,
    example: "octocat",
    untrusted: true,
  },
  repo_url: {
    description: "The address of the repository: `payload.repository.html_url`.",
    sources: LIKE_GITHUB,
    example: "https://github.com/acme/shop",
    untrusted: true,
  },
  repo_full_name: {
    description: "Owner and name of the repository.",
    sources: LIKE_GITHUB,
    example: "acme/shop",
    untrusted: true,
  },
  trigger_id: {
    description: "The id of the trigger.",
    sources: "all",
    example: "trig-01kb3m6g000000000000",
    untrusted: false,
  },
  outcome_format: {
    description:
      "How the run is to end its answer so that the server reads its outcome: a JSON Schema with the trigger's " +
      "`allowed_actions` and an example.",
    sources: "all",
    example: "End your answer with one block …",
    untrusted: false,
  },
  snippet: {
    name: "snippet:name",
    description:
      "The text of a snippet (`/admin/snippets`), as if it stood in the template: the placeholders in it have their values.",
    sources: "all",
    example: "Follow CONTRIBUTING.md. Never touch generated files.",
    untrusted: false,
  },
};

export const Placeholder = z
  .object({
    placeholder: z.string().openapi({ example: "{pr_title}" }),
    description: z.string(),
    sources: z.array(z.string()).openapi({ description: "The kinds of source whose occasions have it." }),
    example: z.string(),
    untrusted: z.boolean().openapi({
      description:
        "From an event it is text from outside: cleaned, cut to its limit and set apart. What a person types is not.",
    }),
  })
  .openapi("Placeholder");
export type Placeholder = z.infer<typeof Placeholder>;

/** Whether an occasion of this kind of source can have a value for a placeholder that is known. */
export function isDescribedFor(name: string, kind: string): boolean {
  const { sources } = Object.hasOwn(DESCRIBED, name) ? DESCRIBED[name as keyof typeof DESCRIBED] : DESCRIBED.field;
  return sources === "all" || sources.includes(kind);
}

/** Everything a template may say in braces, for these kinds of source. */
export function describePlaceholders(kinds: readonly string[]): Placeholder[] {
  return Object.entries(DESCRIBED).map(([key, { name = key, sources, ...told }]) => ({
    placeholder: `{${name}}`,
    sources: kinds.filter((kind) => sources === "all" || sources.includes(kind)),
    ...told,
  }));
}
