import {
  Activity,
  ChartColumn,
  CircleUserRound,
  FolderGit2,
  House,
  Inbox,
  Settings,
  Workflow,
  Zap,
} from "lucide-react";

/** The pages of the navigation, in its order. */
export const PAGES = [
  { to: "/", name: "Home", icon: House },
  { to: "/executions", name: "Executions", icon: Activity },
  { to: "/triggers", name: "Triggers", icon: Zap },
  { to: "/workflows", name: "Workflows", icon: Workflow, also: "/runs" },
  { to: "/deliveries", name: "Deliveries", icon: Inbox },
  { to: "/projects", name: "Projects", icon: FolderGit2 },
  { to: "/accounts", name: "Accounts", icon: CircleUserRound },
  { to: "/usage", name: "Usage", icon: ChartColumn },
  { to: "/settings", name: "Settings", icon: Settings },
] as const;
