import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { ok } from "~/ui/api.ts";
import { toastProblem } from "~/ui/parts/toast.tsx";
import { type Run, runApi } from "../api.ts";

/** Runs it once more from a node on, or from what failed, with what has succeeded kept; shows the new run. */
export function useRerun({ id }: Run) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: (from: string | undefined) => ok(runApi[":id"].rerun.$post({ param: { id }, json: { from } })),
    async onSuccess({ run_id }) {
      void queries.invalidateQueries({ queryKey: ["runs"] });
      await navigate({ to: "/runs/$id", params: { id: run_id } });
    },
    onError: toastProblem,
  });
}
