import { Activity, ChartColumn, CircleUserRound, House } from "lucide-react";

/** The pages of the navigation, in its order. */
export const PAGES = [
  { to: "/", name: "Home", icon: House },
  { to: "/executions", name: "Executions", icon: Activity },
  { to: "/accounts", name: "Accounts", icon: CircleUserRound },
  { to: "/usage", name: "Usage", icon: ChartColumn },
] as const;
