import { Monitor, Moon, Sun } from "lucide-react";

export const LOOKS = [
  { scheme: "light", name: "Light", icon: Sun },
  { scheme: "dark", name: "Dark", icon: Moon },
  { scheme: "auto", name: "As the system", icon: Monitor },
] as const;
