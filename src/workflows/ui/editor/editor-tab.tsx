import { useQuery } from "@tanstack/react-query";
import { useRef } from "react";
import { Loaded } from "~/ui/parts/loaded.tsx";
import { asDraft, formQuery, versionQuery, type Workflow } from "../api.ts";
import type { Draft } from "./draft.ts";
import { Editor } from "./editor.tsx";

/** The editor with what it begins with: the draft, or the newest version where there is none. */
export function EditorTab({ workflow }: { workflow: Workflow }) {
  const { id, draft, version } = workflow;
  const form = useQuery(formQuery);
  const newest = useQuery(versionQuery(id, version));
  const known = useRef<Draft>(undefined);
  // While a version that has just been published is on its way, what was there stays.
  const saved = draft ?? newest.data?.graph;
  if (saved) known.current = asDraft(saved);
  const begun = known.current !== undefined || newest.data !== undefined;
  return (
    <Loaded query={form}>
      {(shapes) => (
        <Loaded query={{ data: begun || undefined, error: newest.error }}>
          {() => <Editor form={shapes} workflow={workflow} saved={known.current} />}
        </Loaded>
      )}
    </Loaded>
  );
}
