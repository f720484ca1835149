import { TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { ok } from "~/ui/api.ts";
import { FormButton } from "~/ui/parts/form-dialog.tsx";
import { api } from "./api.ts";

/** Asks for a name, and goes on in the editor. */
export function NewWorkflow() {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const make = async (values: FormData) => {
    const { id } = await ok(api.index.$post({ json: { name: String(values.get("name")) } }));
    void queries.invalidateQueries({ queryKey: ["workflows"] });
    await navigate({ to: "/workflows/$id", params: { id } });
  };
  return (
    <FormButton
      label="New workflow"
      title="New workflow"
      action="Create"
      button={{ size: "sm", variant: "filled", leftSection: <Plus size={16} aria-hidden /> }}
      send={make}
    >
      {(field) => (
        <TextInput {...field("name")} label="Name" placeholder="Review with a second opinion" data-autofocus />
      )}
    </FormButton>
  );
}
