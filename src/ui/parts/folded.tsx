import { type ReactNode, useState } from "react";
import "./folded.css";

interface FoldedProps {
  summary: ReactNode;
  open?: boolean;
  /** Made when it is opened, and not before: there may be thousands of them. */
  children: () => ReactNode;
}

/** Something long behind a line that says what it is. */
export function Folded({ summary, open: begun = false, children }: FoldedProps) {
  const [open, setOpen] = useState(begun);
  return (
    <details className="folded" open={begun} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{summary}</summary>
      {open && <div className="folded-content">{children()}</div>}
    </details>
  );
}
