import { Input, NativeSelect, TextInput } from "@mantine/core";
import { useState } from "react";
import { ok } from "~/ui/api.ts";
import { type Field, FormButton } from "~/ui/parts/form-dialog.tsx";
import type { Channel } from "../channel-model.ts";
import { channels } from "./api.ts";
import { FIELDS, type Kind, targetOf } from "./target-fields.tsx";

/** A kind more is asked for here by the compiler. */
export const TITLES: Record<Kind, string> = { webhook: "Webhook", slack: "Slack", email: "E-mail" };
const KINDS = Object.entries(TITLES).map(([value, label]) => ({ value, label }));

export function NewChannel({ onMade }: { onMade: (channel: Channel) => void }) {
  const send = async (values: FormData) => onMade(await ok(channels.index.$post({ json: inputOf(values) })));
  return (
    <FormButton label="New channel" title="A new channel" action="Make it" send={send}>
      {(field) => (
        <>
          <TextInput label="Name" required data-autofocus {...field("name")} />
          <AnyTarget field={field} />
        </>
      )}
    </FormButton>
  );
}

/** Its kind stays; so does a secret that none is given in the place of. */
export function EditChannel({ channel: { id, name, target } }: { channel: Channel }) {
  const Fields = FIELDS[target.kind];
  const send = (values: FormData) => ok(channels[":id"].$patch({ param: { id }, json: inputOf(values) }));
  const button = { variant: "subtle", "aria-label": `Edit ${name}` };
  return (
    <FormButton label="Edit" title={`Edit ${name}`} action="Save" button={button} send={send}>
      {(field) => (
        <>
          <Input type="hidden" name="target.kind" value={target.kind} />
          <TextInput label="Name" required data-autofocus defaultValue={name} {...field("name")} />
          <Fields field={field} target={target} />
        </>
      )}
    </FormButton>
  );
}

function AnyTarget({ field }: { field: Field }) {
  const [kind, setKind] = useState<Kind>("slack");
  const Fields = FIELDS[kind];
  return (
    <>
      <NativeSelect
        label="Kind"
        data={KINDS}
        value={kind}
        onChange={({ currentTarget }) => setKind(currentTarget.value as Kind)}
        {...field("target.kind")}
      />
      <Fields key={kind} field={field} />
    </>
  );
}

function inputOf(values: FormData) {
  return { name: String(values.get("name")), target: targetOf(values) };
}
