import { useMantineColorScheme } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Activity, ArrowRight, BookOpen, FolderGit2, Keyboard, LogOut, Play, Workflow, Zap } from "lucide-react";
import { listQuery } from "~/executions/ui/api.ts";
import { allProjects } from "~/projects/ui/api.ts";
import { allTriggers } from "~/triggers/ui/api.ts";
import { workflowNames } from "~/workflows/ui/api.ts";
import { PAGES } from "../pages.ts";
import { LOOKS } from "../parts/looks.ts";
import { statusWord } from "../parts/status.tsx";
import { useSignOut } from "../use-sign-out.ts";
import { type Command, FIXED, placeOf } from "./commands.ts";

export interface Runnable {
  id: string;
  name: string;
}

interface Asking {
  typed: string;
  showKeys(): void;
  /** Asks for the message first. */
  runTrigger(trigger: Runnable): void;
}

/** All that the palette can do at the moment. */
export function useCommands({ typed, showKeys, runTrigger }: Asking): Command[] {
  const navigate = useNavigate();
  const signOut = useSignOut();
  const { setColorScheme } = useMantineColorScheme();
  const { data: triggers = [] } = useQuery(allTriggers);
  const { data: projects = [] } = useQuery(allProjects);
  const { data: workflows = [] } = useQuery(workflowNames);
  const { data: executions } = useInfiniteQuery(listQuery({}));
  const newest = executions?.pages[0]?.executions ?? [];
  const names = new Map(triggers.map(({ id, name }) => [id, name]));

  const open = (href: string) => () => navigate({ href });
  const place = placeOf(typed);
  return [
    ...(place ? [{ id: place, group: "Open", label: typed.trim(), icon: ArrowRight, run: open(place) }] : []),
    ...PAGES.map(({ to, name, icon }) => ({ id: `to ${to}`, group: FIXED, label: name, icon, run: open(to) })),
    ...triggers.map(({ id, name }) => ({
      ...{ id: `run ${id}`, group: "Run a trigger", label: name, hint: id, icon: Play, asks: true as const },
      run: () => runTrigger({ id, name }),
    })),
    ...newest.map(({ id, trigger_id, status }) => ({
      ...{ id, group: "Open an execution", label: names.get(trigger_id ?? "") ?? "Without a trigger" },
      ...{ hint: `${statusWord(status)} · ${id}`, icon: Activity, run: open(`/executions/${id}`) },
    })),
    ...triggers.map(({ id, name }) => ({
      ...{ id, group: "Open a trigger", label: name, hint: id, icon: Zap, run: open(`/triggers/${id}`) },
    })),
    ...workflows.map(({ id, name }) => ({
      ...{ id, group: "Open a workflow", label: name, hint: id, icon: Workflow, run: open(`/workflows/${id}`) },
    })),
    ...projects.map(({ id, name }) => ({
      ...{ id, group: "Open a project", label: name, hint: id, icon: FolderGit2, run: open(`/projects/${id}`) },
    })),
    ...LOOKS.map(({ scheme, name, icon }) => ({
      ...{ id: `looks ${scheme}`, group: "Looks", label: name, icon, run: () => setColorScheme(scheme) },
    })),
    { id: "keys", group: "More", label: "Show the keys", icon: Keyboard, run: showKeys },
    { id: "api", group: "More", label: "REST API", icon: BookOpen, run: () => location.assign("/docs") },
    { id: "sign out", group: "More", label: "Sign out", icon: LogOut, run: signOut },
  ];
}
