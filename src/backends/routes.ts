import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "~/context.ts";
import { json, problems, router } from "~/http/router.ts";
import { capture } from "~/process/index.ts";
import { detect, type World } from "./detect.ts";
import type { BackendKind } from "./kind.ts";
import { backends } from "./kinds/index.ts";
import { Detection } from "./model.ts";

const VERSION_MS = 10_000;

const list = createRoute({
  method: "get",
  path: "/",
  tags: ["backends"],
  summary: "Which CLIs are installed, in which version, and logged in",
  responses: { 200: json("All backends.", z.object({ backends: z.array(Detection) })), ...problems(401) },
});

export function backendRoutes(ctx: Context) {
  const world = worldOf(ctx);
  return router().openapi(list, async (c) => {
    const kinds: BackendKind[] = Object.values(backends);
    return c.json({ backends: await Promise.all(kinds.map((kind) => detect(kind, world))) }, 200);
  });
}

function worldOf({ config, clock }: Context): World {
  const env = config.environment;
  const PATH = env.PATH ?? "";
  return {
    env,
    home: env.HOME ?? homedir(),
    which: (binary) => Bun.which(binary, { PATH }),
    exists: existsSync,
    run: (argv) => capture(argv, { env: { PATH, HOME: env.HOME ?? homedir() }, timeout_ms: VERSION_MS, clock }),
  };
}
