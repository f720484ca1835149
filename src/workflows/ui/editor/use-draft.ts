import { useState } from "react";
import { same } from "~/triggers/ui/editor/draft.ts";
import type { Draft } from "./draft.ts";
import { begin, put, redo, settle, undo } from "./history.ts";

/** Changes a draft; those `of` the same thing in turn are one step. */
export type Change = (make: (draft: Draft) => Draft, of?: string) => void;

/** A graph that somebody works on, with the way back; `saved` is what the server has. */
export function useDraft(saved: Draft) {
  const [history, setHistory] = useState(() => begin(saved));
  const [base, setBase] = useState(saved);
  const { now: draft, past, future } = history;
  const dirty = !same(draft, base);
  const overtaken = !same(saved, base);
  const discard = () => {
    setBase(saved);
    setHistory(begin(saved));
  };
  // What somebody else saves is shown at once where nothing is lost by it.
  if (overtaken && !dirty) discard();
  const change: Change = (make, of) => setHistory((all) => put(all, make(all.now), of));
  return {
    ...{ draft, dirty, change, discard },
    overtaken: overtaken && dirty,
    canUndo: past.length > 0,
    canRedo: future.length > 0,
    undo: () => setHistory(undo),
    redo: () => setHistory(redo),
    /** The server took what was sent, and has it like this; what was typed meanwhile stays. */
    taken(sent: Draft, kept: Draft) {
      setBase(kept);
      setHistory((all) => (same(all.now, sent) ? settle(all, kept) : all));
    },
  };
}
