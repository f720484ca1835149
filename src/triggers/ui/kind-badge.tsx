import { Badge } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { CalendarClock, GitPullRequest, Hand, type LucideIcon, Webhook, Workflow, Zap } from "lucide-react";
import { formQuery } from "./api.ts";

const ICONS: Record<string, LucideIcon> = {
  ...{ webhook: Webhook, github: GitPullRequest, schedule: CalendarClock, manual: Hand, completion: Workflow },
};

/** Which kind of source starts a trigger, as the server calls it. */
export function KindBadge({ kind }: { kind: string }) {
  const { data } = useQuery(formQuery);
  const Icon = ICONS[kind] ?? Zap;
  return (
    <Badge variant="default" tt="none" fw={500} miw="max-content" leftSection={<Icon size={12} aria-hidden />}>
      {data?.sources.find((source) => source.kind === kind)?.title ?? kind}
    </Badge>
  );
}
