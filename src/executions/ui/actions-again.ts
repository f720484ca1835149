import { useNavigate } from "@tanstack/react-router";
import { ok } from "~/ui/api.ts";
import { toastUndo } from "~/ui/parts/toast.tsx";
import type { ReplayInput } from "../replay.ts";
import { api } from "./api.ts";

/** The ways to start it once more. The new execution is gone to, and can be taken back while that is told. */
export function useAgain(id: string) {
  const navigate = useNavigate();
  const param = { id };
  const begun = (word: string) => async (started: { execution_id: string }) => {
    const { execution_id } = started;
    const takeBack = () => ok(api[":id"].cancel.$post({ param: { id: execution_id } }));
    await navigate({ to: "/executions/$id", params: { id: execution_id } });
    toastUndo(word, takeBack);
  };
  return {
    retry: () => ok(api[":id"].retry.$post({ param })).then(begun("It begins once more.")),
    replay: (json: ReplayInput) => ok(api[":id"].replay.$post({ param, json })).then(begun("It begins once more.")),
    goOn: (message: string, fork: boolean) =>
      ok(api[":id"].continue.$post({ param, json: { message, fork } })).then(begun("The conversation goes on.")),
  };
}
