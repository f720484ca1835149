import { existsSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "~/context.ts";
import { json, problems, router } from "~/http/router.ts";
import { capture } from "~/process/index.ts";
import { detect, type World } from "./detect.ts";
import type { BackendKind } from "./kind.ts";
import { backends } from "./kinds/index.ts";
import { Detection } from "./model.ts";

/** Some CLIs take seconds of CPU for their version, and here all are asked at once. */
const VERSION_MS = 30_000;

const list = createRoute({
  method: "get",
  path: "/",
  "x-scope": "read",
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
    run: remembered((argv) =>
      capture(argv, { env: { PATH, HOME: env.HOME ?? homedir() }, timeout_ms: VERSION_MS, clock }),
    ),
  };
}

/** Asks a program once, and again when its file has changed or it did not answer. */
function remembered(run: World["run"]): World["run"] {
  const answers = new Map<string, ReturnType<World["run"]>>();
  return async (argv) => {
    const { mtimeMs, size } = statSync(argv[0]);
    const key = [mtimeMs, size, ...argv].join(" ");
    const answer = answers.get(key) ?? run(argv);
    answers.set(key, answer);
    const { code } = await answer;
    if (code !== 0) answers.delete(key);
    return answer;
  };
}
