import { eq } from "drizzle-orm";
import { audit } from "~/audit/index.ts";
import type { Context } from "~/context.ts";
import { Fault } from "~/kit/fault.ts";
import type { FindingPatch, FindingRow } from "./model.ts";
import { getFinding } from "./store.ts";
import { findings } from "./tables.ts";

/** What a person says of a finding. The next audit opens again what was fixed, and leaves alone what is ignored. */
export function settleFinding(ctx: Context, id: string, { status, note }: FindingPatch): FindingRow {
  if (status === "ignored" && note === undefined) {
    const message = "say why it is ignored: whoever audits the audits will ask";
    throw new Fault("invalid", `note: ${message}`, { errors: [{ path: "note", message }] });
  }
  return ctx.db.tx((tx) => {
    const before = getFinding(tx, id);
    tx.update(findings)
      .set({ status, note: note ?? null })
      .where(eq(findings.id, id))
      .run();
    const after = getFinding(tx, id);
    audit(ctx, tx, { action: `finding.${WORDS[status]}`, subject_id: id, before, after });
    return after;
  });
}

const WORDS = { open: "opened", fixed: "fixed", ignored: "ignored" } as const;
