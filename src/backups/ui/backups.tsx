import { Button, Stack, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { DatabaseBackup } from "lucide-react";
import { aboutQuery, settingOf } from "~/ops/ui/api.ts";
import { ok } from "~/ui/api.ts";
import { DataTable } from "~/ui/parts/data-table.tsx";
import { Pages } from "~/ui/parts/pages.tsx";
import { Section } from "~/ui/parts/section.tsx";
import { toastProblem } from "~/ui/parts/toast.tsx";
import { api, backupsQuery } from "./api.ts";
import { COLUMNS } from "./columns.tsx";

/** Copies of the database: the one that is made now, and those that are there. */
export function Backups() {
  return (
    <Section title="Backups of the database" aside={<BackUpNow />}>
      <Stack gap="sm">
        <Habit />
        <Pages of={backupsQuery}>
          {(pages) => (
            <DataTable
              label="Backups"
              rows={pages.flatMap((page) => page.backups)}
              keyOf={({ id }) => id}
              columns={COLUMNS}
              empty="There is no backup yet. Make one now, and set BACKUP_EVERY_HOURS for the next."
            />
          )}
        </Pages>
      </Stack>
    </Section>
  );
}

function BackUpNow() {
  const queries = useQueryClient();
  const { mutate, isPending } = useMutation({
    mutationFn: () => ok(api.index.$post()),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["backups"] }),
    onError: toastProblem,
  });
  return (
    <Button
      size="compact-sm"
      leftSection={<DatabaseBackup size={14} aria-hidden />}
      loading={isPending}
      onClick={() => mutate()}
    >
      Back up now
    </Button>
  );
}

function Habit() {
  const { data } = useQuery(aboutQuery);
  const hours = settingOf(data, "BACKUP_EVERY_HOURS");
  if (hours === undefined) return null;
  const says =
    hours === "0"
      ? "None is made by itself: set BACKUP_EVERY_HOURS."
      : `One is made every ${hours} hours, and the newest ${settingOf(data, "BACKUP_KEEP")} of these are kept.`;
  return (
    <Text size="sm" c="dimmed">
      {says} The keys are never in them; what a restore takes stands in the operator's guide.
    </Text>
  );
}
