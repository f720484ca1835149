import { expect, test } from "bun:test";
import { eq } from "drizzle-orm";
import { openTest } from "~/testing/server.ts";
import { audit } from "./index.ts";
import { audit_log } from "./tables.ts";

test("the log keeps who did what to which fields, and no secret", async () => {
  await using app = await openTest();
  const before = { id: "x", name: "old", sealed_secret: "aaaa", same: 1, updated_at: "then" };
  const after = { ...before, name: "new", sealed_secret: "bbbb", updated_at: "now" };
  app.ctx.db.tx((tx) => audit(app.ctx, tx, { action: "thing.updated", subject_id: "x", before, after }));
  expect(app.ctx.db.orm.select().from(audit_log).where(eq(audit_log.subject_id, "x")).all()).toMatchObject([
    {
      ...{ actor: "server", key_id: null, action: "thing.updated", subject_id: "x" },
      before: { name: "old", sealed_secret: "[secret]" },
      after: { name: "new", sealed_secret: "[secret]" },
    },
  ]);
});
