import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { ok } from "~/ui/api.ts";
import type { Value } from "~/ui/parts/schema-form/schema.ts";
import { toastDone } from "~/ui/parts/toast.tsx";
import { api, shownSecretKey, type Trigger, triggerQuery } from "../api.ts";
import { changesOf, inputOf } from "./draft.ts";

type Input = Parameters<typeof api.index.$post>[0]["json"];
type Patch = Parameters<(typeof api)[":id"]["$patch"]>[0]["json"];

/** Saves a draft, of a trigger that is there what differs alone. The server holds it to its schema. */
export function useSave(trigger: Trigger | undefined, onSaved: (saved: Trigger) => void) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const send = ({ draft, saved }: { draft: Value; saved: Value }): Promise<Trigger> =>
    trigger
      ? ok(api[":id"].$patch({ param: { id: trigger.id }, json: changesOf(draft, saved) as Patch }))
      : ok(api.index.$post({ json: inputOf(draft) as Input }));
  return useMutation({
    mutationFn: send,
    async onSuccess(done) {
      const { id, name, source } = done;
      if (source.kind === "webhook" && source.secret) queries.setQueryData(shownSecretKey(id), source.secret);
      queries.setQueryData(triggerQuery(id).queryKey, done);
      void queries.invalidateQueries({ queryKey: ["triggers"] });
      onSaved(done);
      toastDone(`${name} is saved.`);
      if (trigger) return;
      const tab = source.kind === "webhook" || source.kind === "github" ? ("setup" as const) : undefined;
      await navigate({ to: "/triggers/$id", params: { id }, search: { tab }, ignoreBlocker: true });
    },
  });
}
