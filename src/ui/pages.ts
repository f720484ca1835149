import { Activity, House } from "lucide-react";

/** The pages of the navigation, in its order. */
export const PAGES = [
  { to: "/", name: "Home", icon: House },
  { to: "/executions", name: "Executions", icon: Activity },
] as const;
