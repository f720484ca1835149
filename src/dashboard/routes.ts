import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "~/context.ts";
import { lastChange } from "~/events/index.ts";
import { problems, router } from "~/http/router.ts";
import type { AppContext } from "~/http/scope.ts";
import { sessionOf } from "~/keys/index.ts";
import { Fault } from "~/kit/fault.ts";
import { type Asset, bundle } from "./bundle.ts";
import { pageHtml } from "./page.ts";
import { PAGES } from "./pages.ts";

const html = { 200: { description: "The page.", content: { "text/html": { schema: z.string() } } } };

const page = (path: string) =>
  createRoute({ method: "get", path, tags: ["dashboard"], security: [], summary: "The dashboard", responses: html });

const asset = createRoute({
  method: "get",
  path: "/assets/{file}",
  tags: ["dashboard"],
  security: [],
  summary: "A script or style of the dashboard",
  request: { params: z.object({ file: z.string() }) },
  responses: {
    200: { description: "The file.", content: { "application/octet-stream": { schema: z.string() } } },
    ...problems(404),
  },
});

/** The dashboard's page and files, built when the first of them is asked for. */
export function dashboardRoutes(ctx: Context) {
  const routes = router().openapi(asset, async (c) => {
    const found = (await bundle()).assets.get(c.req.valid("param").file);
    if (!found) throw new Fault("not_found", "There is no such file; reload the page.");
    return serveAsset(c, found);
  });
  for (const path of PAGES) routes.openapi(page(path), async (c) => c.html(pageHtml(await bundle(), seenBy(ctx, c))));
  return routes;
}

function seenBy(ctx: Context, c: AppContext) {
  const { actor } = c.get("scope");
  const session = actor ? sessionOf(actor) : null;
  return { nonce: c.get("secureHeadersNonce") ?? "", session, since: lastChange(ctx) };
}

function serveAsset(c: AppContext, { type, bytes, gzipped }: Asset) {
  const zipped = /\bgzip\b/.test(c.req.header("accept-encoding") ?? "");
  return c.body(zipped ? gzipped : bytes, 200, {
    "Content-Type": type.includes("charset") ? type : `${type};charset=utf-8`,
    "Cache-Control": "public, max-age=31536000, immutable",
    Vary: "Accept-Encoding",
    ...(zipped ? { "Content-Encoding": "gzip" } : {}),
  });
}
