import { NativeSelect, PasswordInput, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import { ok } from "~/ui/api.ts";
import { type Field, FormDialog } from "~/ui/parts/form-dialog.tsx";
import type { Channel } from "../channel-model.ts";
import { channels } from "./api.ts";

type Kind = Channel["target"]["kind"];

/** A kind more is asked for here by the compiler. */
export const TITLES: Record<Kind, string> = { webhook: "Webhook", slack: "Slack", email: "E-mail" };
const KINDS = Object.entries(TITLES).map(([value, label]) => ({ value, label }));

export function ChannelForm({ onMade }: { onMade: (channel: Channel) => void }) {
  const send = async (values: FormData) => {
    const json = { name: String(values.get("name")), target: targetOf(values) };
    onMade(await ok(channels.index.$post({ json })));
  };
  return (
    <FormDialog label="New channel" title="A new channel" action="Make it" send={send}>
      {(field) => (
        <>
          <TextInput label="Name" required data-autofocus {...field("name")} />
          <Target field={field} />
        </>
      )}
    </FormDialog>
  );
}

function Target({ field }: { field: Field }) {
  const [kind, setKind] = useState<Kind>("slack");
  const Fields = FIELDS[kind];
  return (
    <Stack>
      <NativeSelect
        label="Kind"
        data={KINDS}
        value={kind}
        onChange={({ currentTarget }) => setKind(currentTarget.value as Kind)}
        {...field("target.kind")}
      />
      <Fields key={kind} field={field} />
    </Stack>
  );
}

const FIELDS: Record<Kind, (props: { field: Field }) => React.ReactNode> = {
  slack: ({ field }) => (
    <PasswordInput
      label="Address of the incoming webhook"
      description="Whoever knows it can post: it is stored encrypted and never shown. Discord takes it with /slack behind."
      required
      {...field("target.url")}
    />
  ),
  webhook: ({ field }) => (
    <TextInput
      label="Address"
      description="It is sent signed requests, as Standard Webhooks says. The secret is shown once."
      type="url"
      required
      {...field("target.url")}
    />
  ),
  email: ({ field }) => (
    <>
      <TextInput label="Mail server" placeholder="smtp.example.com" required {...field("target.host")} />
      <TextInput label="Port" type="number" defaultValue="587" required {...field("target.port")} />
      <NativeSelect label="Encryption" data={["starttls", "tls", "none"]} {...field("target.secure")} />
      <TextInput label="User" autoComplete="off" {...field("target.user")} />
      <PasswordInput label="Password" autoComplete="off" {...field("target.password")} />
      <TextInput label="From" type="email" required {...field("target.from")} />
      <TextInput
        label="To"
        description="Several are parted by commas."
        type="email"
        multiple
        required
        {...field("target.to")}
      />
    </>
  ),
};

/** What was filled in of the target, as the server takes it. */
function targetOf(values: FormData) {
  const kind = values.get("target.kind") as Kind;
  const given = [...values].flatMap(([path, value]) => {
    const name = /^target\.(?<name>\w+)$/.exec(path)?.groups?.name;
    return name && value !== "" ? [[name, String(value)] as const] : [];
  });
  const target = Object.fromEntries(given);
  if (kind !== "email") return { ...target, kind };
  return { ...target, kind, port: Number(target.port), to: (target.to ?? "").split(",").map((one) => one.trim()) };
}
