import { NativeSelect, TextInput } from "@mantine/core";
import { ok } from "~/ui/api.ts";
import { FormButton } from "~/ui/parts/form-dialog.tsx";
import type { Key, NewKey } from "../model.ts";
import { keys } from "./api.ts";

const MAY: Record<Key["scopes"][number], string> = {
  read: "read: look",
  run: "run: look, start and stop work",
  admin: "admin: everything, keys too",
};
const SCOPES = Object.entries(MAY).map(([value, label]) => ({ value, label }));
const DAY_MS = 86_400_000;
const LIVES = [
  { value: "", label: "Never" },
  ...[7, 30, 90, 365].map((days) => ({ value: String(days), label: `In ${days} days` })),
];

export function KeyForm({ onMade }: { onMade: (key: NewKey) => void }) {
  const send = async (values: FormData) => {
    const days = Number(values.get("expires_at"));
    const json = {
      name: String(values.get("name")),
      scopes: [values.get("scopes") as Key["scopes"][number]],
      expires_at: days > 0 ? new Date(Date.now() + days * DAY_MS).toISOString() : null,
    };
    onMade(await ok(keys.index.$post({ json })));
  };
  return (
    <FormButton label="New key" title="A new key" action="Make it" send={send}>
      {(field) => (
        <>
          <TextInput
            label="Name"
            description="What the audit log calls its holder."
            placeholder="ci"
            required
            data-autofocus
            {...field("name")}
          />
          <NativeSelect label="May" data={SCOPES} {...field("scopes")} />
          <NativeSelect label="Expires" data={LIVES} {...field("expires_at")} />
        </>
      )}
    </FormButton>
  );
}
