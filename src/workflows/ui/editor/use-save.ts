import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ok } from "~/ui/api.ts";
import { toastDone } from "~/ui/parts/toast.tsx";
import { asDraft, asGraph, versionApi, versionQuery, type Workflow, workflowQuery } from "../api.ts";
import type { Draft } from "./draft.ts";

/** Saves a graph as the draft, and publishes what is saved. */
export function useSave({ id }: Workflow, onTaken: (sent: Draft, kept: Draft) => void) {
  const queries = useQueryClient();
  const param = { id };
  const save = useMutation({
    mutationFn: (draft: Draft) => ok(versionApi[":id"].draft.$put({ param, json: asGraph(draft) })),
    onSuccess(kept, sent) {
      queries.setQueryData(workflowQuery(id).queryKey, kept);
      onTaken(sent, asDraft(kept.draft));
    },
  });
  const publish = async (note: string | null) => {
    const published = await ok(versionApi[":id"].versions.$post({ param, json: { note } }));
    const { version } = published;
    queries.setQueryData(versionQuery(id, version).queryKey, published);
    await queries.invalidateQueries({ queryKey: ["workflows"] });
    toastDone(`Version ${version} is published. New runs take it.`);
  };
  return { save, publish };
}
