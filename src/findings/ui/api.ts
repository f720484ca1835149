import { hc } from "hono/client";
import { ok } from "~/ui/api.ts";
import { paged } from "~/ui/paged.ts";
import type { findingRoutes } from "../routes.ts";
import type { FindingFilter } from "./filter.ts";

export const api = hc<ReturnType<typeof findingRoutes>>("/admin/findings");

export const findingsQuery = ({ status = "open", severity }: FindingFilter) =>
  paged(["findings", "list", status, severity], (page) =>
    ok(api.index.$get({ query: { ...page, severity, ...(status !== "any" && { status }) } })),
  );

export const projectFindingsQuery = (project: string) =>
  paged(["findings", "of", project], (page) => ok(api.index.$get({ query: { ...page, project } })), 20);
