import { statSync } from "node:fs";
import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "~/context.ts";
import { walBytes } from "~/db/wal.ts";
import { json, problems, router } from "~/http/router.ts";
import { DiskState, diskState } from "./disk.ts";

const Storage = z
  .object({
    disk: DiskState,
    database_bytes: z
      .number()
      .int()
      .openapi({ description: "What goes leaves room in the file: it grows no smaller." }),
    wal_bytes: z.number().int().openapi({ description: "Of the log that is written before the database itself." }),
  })
  .openapi("Storage");

const show = createRoute({
  method: "get",
  path: "/",
  "x-scope": "read",
  tags: ["storage"],
  summary: "The disk and the database's files",
  responses: { 200: json("How they are.", Storage), ...problems(401) },
});

export function storageRoutes(ctx: Context) {
  const { db_path } = ctx.config;
  return router().openapi(show, (c) => {
    const database_bytes = statSync(db_path).size;
    return c.json({ disk: diskState(ctx), database_bytes, wal_bytes: walBytes(db_path) }, 200);
  });
}
