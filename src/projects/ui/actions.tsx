import { Button, Group } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Download, Trash2 } from "lucide-react";
import { ok } from "~/ui/api.ts";
import { ConfirmButton } from "~/ui/parts/confirm.tsx";
import { toastProblem } from "~/ui/parts/toast.tsx";
import type { Project } from "../model.ts";
import { api } from "./api.ts";

export function ProjectActions({ project: { id, kind, name, status, phase } }: { project: Project }) {
  const navigate = useNavigate();
  const param = { id };
  const fetch = useMutation({ mutationFn: () => ok(api[":id"].fetch.$post({ param })), onError: toastProblem });
  const remove = async () => {
    await ok(api[":id"].$delete({ param }));
    await navigate({ to: "/projects" });
  };
  return (
    <Group gap="xs" className="no-print">
      {kind === "git" && (
        <Button
          size="xs"
          variant="light"
          leftSection={<Download size={14} aria-hidden />}
          loading={fetch.isPending}
          disabled={phase !== null}
          onClick={() => fetch.mutate()}
        >
          {status === "failed" ? "Clone again" : "Fetch now"}
        </Button>
      )}
      <ConfirmButton
        label="Delete"
        title={`Delete ${name}?`}
        leftSection={<Trash2 size={14} aria-hidden />}
        act={remove}
      >
        {kind === "git"
          ? "Our clone goes, with its worktrees and the branches in it that were not pushed. Its runs and their diffs stay. The repository itself is not touched."
          : "The directory stays as it is, and so do its runs. Only the project goes."}
      </ConfirmButton>
    </Group>
  );
}
