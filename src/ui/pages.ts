import { Activity, House } from "lucide-react";

/** The pages of the navigation, in its order; `g` and the first letter of its name goes to each. */
export const PAGES = [
  { to: "/", name: "Home", icon: House },
  { to: "/executions", name: "Executions", icon: Activity },
] as const;

/** The page whose part of the dashboard a path lies in. */
export function pageAt(path: string) {
  return PAGES.find(({ to }) => (to === "/" ? path === "/" : path === to || path.startsWith(`${to}/`)));
}
