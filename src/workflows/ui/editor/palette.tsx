import { Group, Tooltip, UnstyledButton } from "@mantine/core";
import { DRAGGED_KIND } from "../graph/canvas.tsx";
import { KindIcon, lookOf } from "../graph/kinds.tsx";

interface Props {
  kinds: readonly { kind: string; title: string }[];
  onAdd(kind: string): void;
}

/** What a graph is made of: pressed, or dragged to where it shall stand. */
export function Palette({ kinds, onAdd }: Props) {
  return (
    <Group gap={6} role="group" aria-label="Add a node" className="palette no-print">
      {kinds.map(({ kind, title }) => (
        <Tooltip key={kind} label={lookOf(kind).about} disabled={lookOf(kind).about === ""} openDelay={400}>
          <UnstyledButton
            className="palette-kind"
            aria-label={`Add ${title}`}
            draggable
            onDragStart={(event) => event.dataTransfer.setData(DRAGGED_KIND, kind)}
            onClick={() => onAdd(kind)}
          >
            <KindIcon kind={kind} size={22} />
            {title}
          </UnstyledButton>
        </Tooltip>
      ))}
    </Group>
  );
}
