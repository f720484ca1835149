import { createRoute, z } from "@hono/zod-openapi";
import { SETTINGS } from "~/config.ts";
import type { Context } from "~/context.ts";
import { json, problems, router } from "~/http/router.ts";
import { version } from "../../package.json";

/** Of a text with such a name it is told that it is set, and no more. */
const SECRET = /KEY|SECRET|TOKEN|DSN|HEADERS|PASS/;
const USERINFO = /(\w:\/\/)[^\s/@]+@/g;

const Setting = z
  .object({
    name: z.string(),
    doc: z.string(),
    value: z.string().nullable().openapi({ description: "As it holds; null where there is none, or a secret one." }),
    from: z.enum(["environment", "default"]),
    secret: z.boolean(),
  })
  .openapi("Setting");

const About = z
  .object({
    version: z.string(),
    bun: z.string(),
    boot_id: z.string().openapi({ description: "Of this life of the server." }),
    started_at: z.iso.datetime(),
    data_dir: z.string(),
    db_path: z.string(),
    settings: z.array(Setting),
  })
  .openapi("About");
export type About = z.infer<typeof About>;

const show = createRoute({
  method: "get",
  path: "/",
  "x-scope": "admin",
  tags: ["about"],
  summary: "Which server this is, and by which settings, without secrets",
  responses: { 200: json("It.", About), ...problems(401) },
});

export function aboutRoutes(ctx: Context) {
  const { boot_id, config } = ctx;
  const { data_dir, db_path } = config;
  const known = { version, bun: Bun.version, boot_id, started_at: ctx.clock.iso(), data_dir, db_path };
  const settings = settingsOf(ctx);
  return router().openapi(show, (c) => c.json({ ...known, settings }, 200));
}

function settingsOf({ config }: Context): About["settings"] {
  const names = Object.keys(SETTINGS) as (keyof typeof SETTINGS)[];
  return names.map((name) => {
    const given = config[name];
    const secret = typeof given !== "number" && typeof given !== "boolean" && SECRET.test(name);
    const value = given === undefined || secret ? null : String(given).replace(USERINFO, "$1[secret]@");
    const from = config.environment[name] === undefined ? ("default" as const) : ("environment" as const);
    return { name, doc: SETTINGS[name].doc, value, from, secret };
  });
}
