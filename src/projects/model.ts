import { isAbsolute } from "node:path";
import { z } from "@hono/zod-openapi";
import { idParam } from "~/kit/ids.ts";
import { Name } from "~/kit/name.ts";
import { isPlainRef } from "./refs.ts";
import { FETCH_POLICIES, ISOLATIONS, KINDS, PROJECT_STATUSES, WORKTREE_STATES } from "./tables.ts";

const GIB = 1024 ** 3;
const instant = z.iso.datetime();

const branch = z.string().max(200).refine(isPlainRef, "must be the plain name of a branch");
const prefix = z
  .string()
  .max(100)
  .refine((text) => isPlainRef(`${text}x`), "must be what the name of a branch can begin with, such as agented/");

/** Every field a person sets, without defaults: what PATCH takes a part of. */
const fields = {
  name: Name,
  path: z.string().max(4_096).refine(isAbsolute, "must be an absolute path").nullable(),
  url: z.string().min(1).max(2_000).nullable().openapi({ description: "https or ssh, without a password in it." }),
  default_branch: branch.nullable().openapi({ description: "Unset: what the repository itself says." }),
  repository: z
    .string()
    .regex(/^(?!\.+\/)[\w.-]+\/(?!\.+$)[\w.-]+$/, "must be owner/name")
    .max(200)
    .nullable()
    .openapi({ description: "By which events find it. Unset: the end of the address." }),
  fetch_policy: z.enum(FETCH_POLICIES).openapi({ description: "Before each run, when asked, or every few minutes." }),
  fetch_every_mins: z.number().int().min(1).max(43_200).nullable(),
  isolation: z.enum(ISOLATIONS).openapi({
    description: "`worktree`: each execution works in a copy of its own. `shared`: all in one, which is left as it is.",
  }),
  branch_prefix: prefix.openapi({ description: "An execution's branch is this and its id." }),
  max_bytes: z
    .number()
    .int()
    .min(1024)
    .max(1024 ** 4)
    .openapi({ description: "A larger clone or checkout is refused." }),
  product_id: idParam("product").nullable(),
  enabled: z.boolean(),
};

export const ProjectInput = z
  .strictObject({
    kind: z.enum(KINDS),
    ...fields,
    path: fields.path.default(null),
    url: fields.url.default(null),
    default_branch: fields.default_branch.default(null),
    repository: fields.repository.default(null),
    fetch_policy: fields.fetch_policy.default("on_run"),
    fetch_every_mins: fields.fetch_every_mins.default(null),
    isolation: fields.isolation
      .optional()
      .openapi({ description: "Unset: `worktree` of a git project, else `shared`." }),
    branch_prefix: fields.branch_prefix.default("agented/"),
    max_bytes: fields.max_bytes.default(5 * GIB),
    product_id: fields.product_id.default(null),
    enabled: fields.enabled.default(true),
  })
  .openapi("ProjectInput");
export type ProjectInput = z.infer<typeof ProjectInput>;

export const ProjectPatch = z.strictObject(fields).partial().openapi("ProjectPatch");
export type ProjectPatch = z.infer<typeof ProjectPatch>;

export const Project = z
  .object({
    id: idParam("project"),
    kind: z.enum(KINDS),
    ...fields,
    status: z.enum(PROJECT_STATUSES),
    detail: z.string().nullable().openapi({ description: "Why it has this status, as a sentence." }),
    phase: z.string().nullable().openapi({ description: "What git is at, while it fetches." }),
    percent: z.number().int().nullable(),
    fetched_at: instant.nullable(),
    clone_bytes: z.number().int().nullable().openapi({ description: "Of our clone on the disk; null of a directory." }),
    tried_at: instant.nullable().openapi({ description: "When a fetch was last begun, whatever became of it." }),
    created_at: instant,
    updated_at: instant,
  })
  .openapi("Project");
export type Project = z.infer<typeof Project>;

export const Worktree = z
  .object({
    id: idParam("worktree"),
    execution_id: idParam("execution")
      .nullable()
      .openapi({ description: "It was made for this one; null where all of the project's executions share it." }),
    ref: z.string().nullable(),
    branch: z.string(),
    base_sha: z.string(),
    head_sha: z.string().nullable().openapi({ description: "What was kept of the work, on the branch in our clone." }),
    state: z.enum(WORKTREE_STATES).openapi({
      description:
        "making and keeping pass; idle: nobody works in it; removed: its directory is gone, its branch stays.",
    }),
    created_at: instant,
    idle_since: instant.nullable(),
  })
  .openapi("Worktree");
export type Worktree = z.infer<typeof Worktree>;

export const WorktreeSize = z
  .object({
    bytes: z.number().int(),
    whole: z.boolean().openapi({ description: "False: there are so many files that only the first were counted." }),
  })
  .openapi("WorktreeSize");
export type WorktreeSize = z.infer<typeof WorktreeSize>;

export const Branch = z.object({ name: z.string(), sha: z.string() }).openapi("Branch");
export type Branch = z.infer<typeof Branch>;

const productFields = {
  name: Name,
  description: z.string().max(10_000),
};

export const ProductInput = z
  .strictObject({ ...productFields, description: productFields.description.default("") })
  .openapi("ProductInput");
export type ProductInput = z.infer<typeof ProductInput>;

export const ProductPatch = z.strictObject(productFields).partial().openapi("ProductPatch");
export type ProductPatch = z.infer<typeof ProductPatch>;

export const Product = z
  .object({
    id: idParam("product"),
    ...productFields,
    projects: z.number().int().openapi({ description: "How many: `GET /admin/projects?product_id=` lists them." }),
    created_at: instant,
    updated_at: instant,
  })
  .openapi("Product");
export type Product = z.infer<typeof Product>;
