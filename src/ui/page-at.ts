import { PAGES } from "./pages.ts";

/** The page of the navigation in whose part of the dashboard a path lies. */
export function pageAt(path: string) {
  const lies = (part: string) => path === part || path.startsWith(`${part}/`);
  return PAGES.find((page) => (page.to === "/" ? path === "/" : lies(page.to) || ("also" in page && lies(page.also))));
}
