import { NativeSelect, Switch, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { Faults } from "~/ui/parts/faults.ts";
import type { Project, ProjectPatch } from "../model.ts";
import { productsQuery } from "./api.ts";

const GIB = 1024 ** 3;

interface FieldsProps {
  value: Partial<Project>;
  set(patch: ProjectPatch): void;
  /** What the server refused, by field. */
  faults: Faults;
}

/** An empty field is one that is not set. */
const orNull = (text: string) => text || null;

/** What of a project can be changed later too, whichever kind it is. */
export function CommonFields({ value, set, faults }: FieldsProps) {
  const { data: products = [] } = useQuery(productsQuery);
  return (
    <>
      <TextInput
        label="Repository"
        description="As events name it, owner/name: what happens there is worked on here."
        placeholder="owner/name"
        value={value.repository ?? ""}
        onChange={(event) => set({ repository: orNull(event.currentTarget.value) })}
        error={faults("repository")}
      />
      {products.length > 0 && (
        <NativeSelect
          label="Product"
          description="The group that it belongs to."
          value={value.product_id ?? ""}
          onChange={(event) => set({ product_id: orNull(event.currentTarget.value) })}
          data={[{ value: "", label: "None" }, ...products.map(({ id, name }) => ({ value: id, label: name }))]}
          error={faults("product_id")}
        />
      )}
      <Switch
        label="Enabled"
        description="Executions of a disabled project fail at once, and say why."
        checked={value.enabled ?? true}
        onChange={(event) => set({ enabled: event.currentTarget.checked })}
      />
    </>
  );
}

const POLICIES: { value: Project["fetch_policy"]; label: string }[] = [
  { value: "on_run", label: "Before each run" },
  { value: "interval", label: "Every few minutes" },
  { value: "manual", label: "Only when asked" },
];

/** What of a clone can be changed later too. */
export function CloneFields({ value, set, faults }: FieldsProps) {
  return (
    <>
      <TextInput
        label="Default branch"
        description="Where a run begins that names no other. Empty: what the repository itself says."
        placeholder="main"
        value={value.default_branch ?? ""}
        onChange={(event) => set({ default_branch: orNull(event.currentTarget.value) })}
        error={faults("default_branch")}
      />
      <NativeSelect
        label="Fetch"
        value={value.fetch_policy ?? "on_run"}
        onChange={(event) => {
          const fetch_policy = event.currentTarget.value as Project["fetch_policy"];
          set({ fetch_policy, fetch_every_mins: fetch_policy === "interval" ? 15 : null });
        }}
        data={POLICIES}
        error={faults("fetch_policy")}
      />
      {value.fetch_policy === "interval" && (
        <TextInput
          type="number"
          label="Minutes between fetches"
          min={1}
          value={value.fetch_every_mins ?? ""}
          onChange={(event) => set({ fetch_every_mins: Number(event.currentTarget.value) })}
          error={faults("fetch_every_mins")}
        />
      )}
      <TextInput
        label="Branch prefix"
        description="An execution's branch is this and its id."
        value={value.branch_prefix ?? "agented/"}
        onChange={(event) => set({ branch_prefix: event.currentTarget.value })}
        error={faults("branch_prefix")}
      />
      <TextInput
        type="number"
        label="Largest clone, in GiB"
        description="A larger clone or checkout is refused."
        min={0}
        step="any"
        value={(value.max_bytes ?? 5 * GIB) / GIB}
        onChange={(event) => set({ max_bytes: Math.round(Number(event.currentTarget.value) * GIB) })}
        error={faults("max_bytes")}
      />
    </>
  );
}
