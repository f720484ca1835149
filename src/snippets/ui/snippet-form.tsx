import { Button, Card, Group, Stack, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { ok } from "~/ui/api.ts";
import { ConfirmButton } from "~/ui/parts/confirm.tsx";
import { ProblemNote } from "~/ui/parts/failed.tsx";
import { faultsOf, fieldFaults } from "~/ui/parts/faults.ts";
import type { Snippet } from "../model.ts";
import { api } from "./api.ts";

/** A new snippet, or one that is changed. */
export function SnippetForm({ snippet, onDone }: { snippet?: Snippet; onDone(): void }) {
  const queries = useQueryClient();
  const [draft, setDraft] = useState({ name: snippet?.name ?? "", text: snippet?.text ?? "" });
  const onSuccess = async () => {
    await queries.invalidateQueries({ queryKey: ["snippets"] });
    onDone();
  };
  const save = useMutation({
    mutationFn: () =>
      snippet
        ? ok(api[":id"].$patch({ param: { id: snippet.id }, json: draft }))
        : ok(api.index.$post({ json: draft })),
    onSuccess,
  });
  const faults = faultsOf(save.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <Card withBorder component="form" onSubmit={submit}>
      <Stack gap="sm">
        <TextInput
          label="Name"
          description="Of letters, digits, _ and -."
          value={draft.name}
          error={faults("name")}
          onChange={(event) => setDraft({ ...draft, name: event.currentTarget.value })}
          data-autofocus
        />
        <Textarea
          label="Text"
          description="Its placeholders have their values in every prompt that names it."
          value={draft.text}
          error={faults("text")}
          onChange={(event) => setDraft({ ...draft, text: event.currentTarget.value })}
          autosize
          minRows={4}
          maxRows={20}
        />
        {save.error && fieldFaults(save.error).length === 0 && <ProblemNote error={save.error} />}
        <Group>
          <Button type="submit" loading={save.isPending}>
            {snippet ? "Save" : "Create snippet"}
          </Button>
          <Button variant="default" onClick={onDone}>
            Cancel
          </Button>
          {snippet && <Remove snippet={snippet} onGone={onSuccess} />}
        </Group>
      </Stack>
    </Card>
  );
}

function Remove({ snippet: { id, name, used_by }, onGone }: { snippet: Snippet; onGone(): Promise<void> }) {
  return (
    <ConfirmButton
      label="Delete snippet"
      title={`Delete ${name}?`}
      act={() => ok(api[":id"].$delete({ param: { id } })).then(onGone)}
      size="sm"
      ml="auto"
    >
      {used_by.length > 0 ? "Triggers still name it, so the server will refuse." : "Its text is gone for good."}
    </ConfirmButton>
  );
}
