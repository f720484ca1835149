import { PAGES } from "./pages.ts";

/** The page of the navigation in whose part of the dashboard a path lies. */
export function pageAt(path: string) {
  return PAGES.find(({ to }) => (to === "/" ? path === "/" : path === to || path.startsWith(`${to}/`)));
}
