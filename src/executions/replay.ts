import { isDeepStrictEqual } from "node:util";
import { z } from "@hono/zod-openapi";
import { Chain, chainFor, checkChain } from "~/accounts/index.ts";
import { BackendId, backendOf, configFor, Permissions } from "~/backends/index.ts";
import type { Context } from "~/context.ts";
import { covers } from "~/http/route-scopes.ts";
import type { Scope } from "~/http/scope.ts";
import { Fault } from "~/kit/fault.ts";
import { submitAnew } from "./anew.ts";
import { Tags } from "./model.ts";
import { type ExecutionRow, getExecution } from "./store.ts";
import { refuseWhenFull } from "./submit.ts";
import { isOwnWorkspace, WorkingDir } from "./workspace.ts";

const AllowedTools = z.array(z.string().min(1).max(200)).min(1).max(100).nullable();

export const ReplayInput = z
  .strictObject({
    prompt: z
      .string()
      .min(1)
      .max(4_000_000)
      .refine((text) => !text.includes("\0"), "must not hold NUL")
      .openapi({ description: "Instead of the one it had. With it the work is yours, and so are its permissions." }),
    backend: BackendId.openapi({ description: "This one alone, instead of the chain it had." }),
    model: z.string().min(1).max(200).nullable(),
    chain: Chain,
    permissions: Permissions,
    allowed_tools: AllowedTools,
    timeout_secs: z.number().int().min(1).max(86_400),
    tags: Tags,
    working_dir: WorkingDir,
  })
  .partial()
  .openapi("ReplayInput");
export type ReplayInput = z.infer<typeof ReplayInput>;

/**
 * A new run with the inputs of an execution, or edited ones, whether that one is finished or not. A conversation that
 * it continued goes on in a copy. Throws a Fault `invalid` for what a backend cannot do, and for more than the prompt
 * was trusted with, unless the prompt is a new one.
 */
export function replay(ctx: Context, scope: Scope, id: string, input: ReplayInput): { execution_id: string } {
  const { backend: _backend, model: _model, timeout_secs, ...rest } = input;
  return ctx.db.tx((tx, after) => {
    refuseWhenFull(ctx);
    const first = getExecution(tx, id);
    refuseUntrusted(scope, first, input);
    if (input.prompt === undefined) refuseMore(first, input);
    const chain = chainOf(ctx, first, input);
    const { permissions, allowed_tools, backend_config } = { ...first, ...rest };
    const entries = input.chain ? chain.entries : chain.entries.slice(0, 1);
    for (const { backend, model } of entries)
      tryBackend(backend, { backend_config, model, permissions, allowed_tools });
    const elsewhere = input.working_dir !== undefined && input.working_dir !== first.working_dir;
    return submitAnew(ctx, tx, after, first, {
      ...{ origin: "replay", request_id: scope.request_id, retry_of: id },
      ...{ continues: first.continues, fork: first.continues !== null },
      template_revision: input.prompt === undefined ? first.template_revision : null,
      ...{ ...rest, chain, timeout_ms: timeout_secs ? timeout_secs * 1_000 : first.timeout_ms },
      ...(elsewhere && { project_id: null, ref: null }),
      shared_dir: sharedDirOf(ctx, first, { ...first, ...rest }),
    });
  });
}

/** How far work is trusted, and where, is what an admin says: who may only run it has it as it was. */
function refuseUntrusted({ actor }: Scope, first: ExecutionRow, input: ReplayInput): void {
  if (actor && covers(actor.scopes, "admin")) return;
  for (const path of ["permissions", "allowed_tools", "working_dir"] as const) {
    if (input[path] === undefined || isDeepStrictEqual(input[path], first[path])) continue;
    const message = "is changed by a key with the scope admin alone: leave it out";
    throw new Fault("denied", `${path}: ${message}`, { code: "scope_missing", errors: [{ path, message }] });
  }
}

const RANKS: readonly Permissions[] = ["read_only", "edit", "full"];

/** It may be a stranger's prompt. */
function refuseMore(first: ExecutionRow, { permissions = first.permissions, allowed_tools }: ReplayInput): void {
  const remedy = "give the `prompt` too, so that it is your own";
  if (RANKS.indexOf(permissions) > RANKS.indexOf(first.permissions))
    refuse("permissions", `it was trusted with ${first.permissions} and no more; ${remedy}`);
  if (allowed_tools?.some((tool) => !first.allowed_tools?.includes(tool)))
    refuse("allowed_tools", `it was not trusted with all of these; ${remedy}`);
}

function chainOf(ctx: Context, first: ExecutionRow, { backend, model, chain }: ReplayInput): Chain {
  if (chain) {
    if (backend !== undefined || model !== undefined)
      refuse(backend ? "backend" : "model", "is what the chain's first entry says: leave it out");
    checkChain(ctx.db.orm, chain, "chain.");
    return chain;
  }
  if (backend) return chainFor(ctx, { backend, model: model ?? null, chain: null });
  const { entries, ...rules } = chainFor(ctx, first);
  if (model === undefined) return { entries, ...rules };
  return { entries: entries.map((entry, place) => (place === 0 ? { ...entry, model } : entry)), ...rules };
}

type Work = Pick<ExecutionRow, "backend_config" | "model" | "permissions" | "allowed_tools">;

/** Throws a Fault `invalid` for what the backend would not run. */
function tryBackend(backend: BackendId, { backend_config, model, permissions, allowed_tools }: Work): void {
  const kind = backendOf(backend);
  const config = kind.config.safeParse(configFor(kind, backend_config));
  if (!config.success) refuse("backend", `${kind.title} needs a backend_config that the execution does not have`);
  kind.command({
    ...{ prompt: "-", config: config.data, permissions, working_dir: "/", root: false },
    ...{ model: model ?? undefined, allowed_tools: allowed_tools ?? undefined },
  });
}

/** Where others may work and this one may write. What was known of its own directory holds while it stays there. */
function sharedDirOf(ctx: Context, first: ExecutionRow, { permissions, working_dir }: ExecutionRow): string | null {
  if (permissions === "read_only" || isOwnWorkspace(ctx.config, working_dir)) return null;
  return working_dir === first.working_dir && first.permissions !== "read_only" ? first.shared_dir : working_dir;
}

function refuse(path: string, message: string): never {
  throw new Fault("invalid", `${path}: ${message}`, { errors: [{ path, message }] });
}
