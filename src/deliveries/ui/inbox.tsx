import { Stack, Title } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Tabbed } from "~/ui/parts/tabbed.tsx";
import { Refused } from "./refused.tsx";
import { Taken } from "./taken.tsx";

/** What came in: what somebody vouched for, and what was refused at the door. */
export function Inbox() {
  const { view, ...filter } = useSearch({ from: "/shell/deliveries" });
  const navigate = useNavigate({ from: "/deliveries" });
  return (
    <Stack>
      <Title order={1} size="h3">
        Deliveries
      </Title>
      <Tabbed
        tabs={[
          { name: "taken", title: "Taken", view: () => <Taken filter={filter} /> },
          { name: "refused", title: "Refused", view: () => <Refused /> },
        ]}
        open={view}
        onOpen={(tab) => navigate({ search: tab === "refused" ? { view: "refused" } : {} })}
      />
    </Stack>
  );
}
