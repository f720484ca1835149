import { Activity, House } from "lucide-react";

/** The pages of the navigation, in its order: the bar, the palette and the keys are made of this. */
export const PAGES = [
  { to: "/", name: "Home", icon: House, keys: "g h" },
  { to: "/executions", name: "Executions", icon: Activity, keys: "g e" },
] as const;
