import { Button, Checkbox, Group, Text } from "@mantine/core";
import { Download } from "lucide-react";
import type { Ref } from "react";
import type { Lines } from "./lines.ts";
import type { Search } from "./search.ts";
import { SearchBox } from "./search-box.tsx";
import { useCount } from "./use-lines.ts";

export interface Looks {
  wrap: boolean;
  times: boolean;
}

interface ToolbarProps {
  id: string;
  lines: Lines;
  live: boolean;
  looks: Looks;
  setLooks: (looks: Looks) => void;
  search: Search;
  searchBox: Ref<HTMLInputElement>;
}

export function Toolbar({ id, lines, live, looks, setLooks, search, searchBox }: ToolbarProps) {
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
      <Count lines={lines} live={live} />
    </Group>
  );
}

function Count({ lines, live }: { lines: Lines; live: boolean }) {
  const count = useCount(lines);
  const said = count === 1 ? "1 line" : `${count.toLocaleString("en")} lines`;
  return (
    <Text size="xs" c="dimmed" className="tabular" ml="auto">
      {count > 0 ? said : live ? "No line yet." : "It printed nothing."}
    </Text>
  );
}
