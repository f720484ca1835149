import { Button, Checkbox, Group, Text } from "@mantine/core";
import { Download } from "lucide-react";
import type { Ref } from "react";
import type { Search } from "./search.ts";
import { SearchBox } from "./search-box.tsx";

export interface Looks {
  wrap: boolean;
  times: boolean;
}

interface ToolbarProps {
  id: string;
  count: number;
  looks: Looks;
  setLooks: (looks: Looks) => void;
  search: Search;
  searchBox: Ref<HTMLInputElement>;
}

export function Toolbar({ id, count, looks, setLooks, search, searchBox }: ToolbarProps) {
  const toggle = (look: keyof Looks) => setLooks({ ...looks, [look]: !looks[look] });
  return (
    <Group gap="sm" mb="xs" className="no-print">
      <SearchBox search={search} ref={searchBox} />
      <Checkbox size="xs" label="Wrap" checked={looks.wrap} onChange={() => toggle("wrap")} />
      <Checkbox size="xs" label="Times" checked={looks.times} onChange={() => toggle("times")} />
      <Button
        component="a"
        size="compact-xs"
        variant="subtle"
        href={`/admin/executions/${id}/log`}
        download={`${id}.log`}
        leftSection={<Download size={12} aria-hidden />}
      >
        Raw
      </Button>
      <Text size="xs" c="dimmed" className="tabular" ml="auto">
        {count === 1 ? "1 line" : `${count.toLocaleString("en")} lines`}
      </Text>
    </Group>
  );
}
