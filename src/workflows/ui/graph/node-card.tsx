import { Handle, type NodeProps, Position } from "@xyflow/react";
import { CircleAlert } from "lucide-react";
import { runStatusWord } from "../parts/run-status.tsx";
import { StatusSign } from "../parts/status-sign.tsx";
import type { Card } from "./cards.ts";
import { KindIcon } from "./kinds.tsx";

/** One node as it lies on the canvas, with a point for each way on from it. */
export function NodeCard({ data }: NodeProps<Card>) {
  const { title, kind, gist, ports, fixed, problems, status, note } = data;
  return (
    <div className="node-card" data-status={status} data-wrong={problems > 0 || undefined}>
      <Handle type="target" position={Position.Top} isConnectable={!fixed} className="port" />
      <KindIcon kind={kind} />
      <div className="node-words">
        <div className="node-title">{title}</div>
        {status ? (
          <div className="node-status">
            <StatusSign status={status} />
            {runStatusWord(status)}
            {note && <span className="node-note">{note}</span>}
          </div>
        ) : (
          <div className="node-gist">{gist}</div>
        )}
      </div>
      {problems > 0 && <CircleAlert className="node-alert" size={18} aria-hidden />}
      {ports.map((port, i) => (
        <Handle
          key={port}
          id={port}
          type="source"
          position={Position.Bottom}
          isConnectable={!fixed}
          className={`port port-${port}`}
          data-fixed={fixed || undefined}
          style={{ left: fixed ? "50%" : `${((i + 1) * 100) / (ports.length + 1)}%` }}
        >
          {!fixed && <span className="port-name">{port}</span>}
        </Handle>
      ))}
    </div>
  );
}
