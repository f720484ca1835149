import { Code } from "@mantine/core";
import type { ReactNode } from "react";

/** A long text as it is, wrapped, in a box of its own that scrolls. */
export function TextBlock({ label, children }: { label: string; children: ReactNode }) {
  return (
    <Code
      block
      role="region"
      aria-label={label}
      tabIndex={0}
      style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere", maxHeight: "70vh", overflow: "auto" }}
    >
      {children}
    </Code>
  );
}
