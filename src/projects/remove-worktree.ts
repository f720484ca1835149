import { audit } from "~/audit/index.ts";
import type { Context } from "~/context.ts";
import { Fault } from "~/kit/fault.ts";
import { putAway } from "./tidy.ts";
import { getWorktree, seize, type WorktreeRow } from "./worktree-store.ts";

const passing = "It is being made or put away at this moment: look again.";
const WHY_NOT: Record<WorktreeRow["state"], string> = {
  used: "An execution works in it: cancel that or wait for its end.",
  removed: "Its directory is gone already; its branch stays in the clone.",
  ...{ making: passing, keeping: passing, idle: passing },
};

/**
 * Removes a worktree at a person's wish; what stands in it is kept on its branch first. Throws a Fault `conflict` while
 * it is in other hands, and what git said where it cannot be kept.
 */
export async function removeWorktree(ctx: Context, project_id: string, id: string, signal: AbortSignal): Promise<void> {
  const row = getWorktree(ctx.db.orm, project_id, id);
  const { branch, base_sha, head_sha } = row;
  const before = { project_id, branch, base_sha, head_sha };
  const seized = seize(ctx, row, "keeping", (tx) =>
    audit(ctx, tx, { action: "worktree.removed", subject_id: id, before }),
  );
  if (!seized) throw new Fault("conflict", WHY_NOT[row.state], { code: "in_use" });
  await putAway(ctx, row, signal);
}
