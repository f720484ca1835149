import { Button, NativeSelect, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { ok } from "~/ui/api.ts";
import { type Column, DataTable } from "~/ui/parts/data-table.tsx";
import { Pages } from "~/ui/parts/pages.tsx";
import { Section } from "~/ui/parts/section.tsx";
import { Sign } from "~/ui/parts/sign.tsx";
import { Ago } from "~/ui/parts/time.tsx";
import { toastProblem } from "~/ui/parts/toast.tsx";
import { WorkLink } from "~/ui/parts/work-link.tsx";
import type { Notification, NotificationStatus } from "../model.ts";
import { notifications, notificationsQuery } from "./api.ts";

const COLOURS: Record<NotificationStatus, string> = {
  ...{ held: "yellow", queued: "gray", sent: "teal", failed: "red", digested: "gray" },
};

/** What was told, and how that went. */
export function Told() {
  const filter = useSearch({ from: "/shell/settings/notifications" });
  const navigate = useNavigate({ from: "/settings/notifications" });
  const choice = (
    <NativeSelect
      size="xs"
      aria-label="Status"
      value={filter.status ?? ""}
      onChange={({ currentTarget }) => {
        const status = (currentTarget.value || undefined) as NotificationStatus | undefined;
        void navigate({ search: { status }, replace: true });
      }}
      data={[{ value: "", label: "any status" }, ...Object.keys(COLOURS)]}
    />
  );
  return (
    <Section title="Last notifications" aside={choice}>
      <Pages of={notificationsQuery(filter)}>
        {(pages) => (
          <DataTable
            label="Last notifications"
            rows={pages.flatMap((page) => page.notifications)}
            keyOf={({ id }) => id}
            columns={COLUMNS}
            empty={filter.status ? "None is like that." : "Nothing was told yet."}
          />
        )}
      </Pages>
    </Section>
  );
}

const COLUMNS: Column<Notification>[] = [
  {
    name: "Status",
    cell: ({ status }) => <Sign color={COLOURS[status]} word={status} />,
  },
  {
    name: "What",
    cell: ({ message, execution_id }) => (
      <Stack gap={0}>
        <Text size="sm" className="break">
          {message.title}
        </Text>
        {execution_id && <WorkLink id={execution_id} />}
      </Stack>
    ),
  },
  {
    name: "Outcome",
    cell: ({ detail }) =>
      detail && (
        <Text size="sm" className="break">
          {detail}
        </Text>
      ),
  },
  { name: "When", cell: ({ sent_at, created_at }) => <Ago at={sent_at ?? created_at} /> },
  { name: "Actions", quiet: true, cell: ({ id, status }) => status === "failed" && <Again id={id} /> },
];

function Again({ id }: { id: string }) {
  const { mutate, isPending } = useMutation({
    mutationFn: () => ok(notifications[":id"].retry.$post({ param: { id } })),
    onError: toastProblem,
  });
  return (
    <Button size="compact-sm" variant="subtle" loading={isPending} onClick={() => mutate()}>
      Send again
    </Button>
  );
}
