import { ActionIcon, Tooltip } from "@mantine/core";
import { Panel, useReactFlow } from "@xyflow/react";
import { Maximize, Minus, Plus } from "lucide-react";

export function Zoom() {
  const { zoomIn, zoomOut, fitView } = useReactFlow();
  const buttons = [
    { label: "Closer", icon: Plus, act: () => zoomIn() },
    { label: "Farther", icon: Minus, act: () => zoomOut() },
    { label: "The whole graph", icon: Maximize, act: () => fitView({ padding: 0.12, maxZoom: 1 }) },
  ];
  return (
    <Panel position="bottom-left" className="zoom no-print">
      <ActionIcon.Group orientation="vertical">
        {buttons.map(({ label, icon: Icon, act }) => (
          <Tooltip key={label} label={label} position="right">
            <ActionIcon variant="default" size={30} aria-label={label} onClick={() => void act()}>
              <Icon size={15} aria-hidden />
            </ActionIcon>
          </Tooltip>
        ))}
      </ActionIcon.Group>
    </Panel>
  );
}
