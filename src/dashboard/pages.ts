/** The first words of the paths that the browser's own router knows; each may have one more behind it. */
const SECTIONS = [
  "executions",
  "triggers",
  "workflows",
  "runs",
  "deliveries",
  "projects",
  "accounts",
  "usage",
  "settings",
] as const;

/** Each is answered with the same page. */
export const PAGES = ["/", "/sign-in", ...SECTIONS.flatMap((name) => [`/${name}`, `/${name}/{id}`])];
