import { NativeSelect, PasswordInput, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import type { Field } from "~/ui/parts/form-dialog.tsx";
import type { Channel } from "../channel-model.ts";

type Target = Channel["target"];
export type Kind = Target["kind"];

interface Props<Of extends Target = Target> {
  field: Field;
  /** As it is, of a channel that is there. */
  target?: Of;
}

/** What is asked of a target of each kind. */
export const FIELDS: Record<Kind, (props: Props) => ReactNode> = {
  slack: ({ field, target }) => (
    <PasswordInput
      label="Address of the incoming webhook"
      description={`Whoever knows it can post: it is stored encrypted and never shown. Discord takes it with /slack behind.${target ? KEPT : ""}`}
      autoComplete="off"
      required={!target}
      {...field("target.url")}
    />
  ),
  webhook: ({ field, target }) => (
    <TextInput
      label="Address"
      description="It is sent signed requests, as Standard Webhooks says. The secret is shown once."
      type="url"
      required
      defaultValue={target?.kind === "webhook" ? target.url : undefined}
      {...field("target.url")}
    />
  ),
  email: ({ field, target }) => <Mail field={field} target={target?.kind === "email" ? target : undefined} />,
};

const KEPT = " Empty: it stays as it is.";

function Mail({ field, target }: Props<Extract<Target, { kind: "email" }>>) {
  return (
    <>
      <TextInput
        label="Mail server"
        placeholder="smtp.example.com"
        required
        defaultValue={target?.host}
        {...field("target.host")}
      />
      <TextInput label="Port" type="number" required defaultValue={target?.port ?? 587} {...field("target.port")} />
      <NativeSelect
        label="Encryption"
        data={["starttls", "tls", "none"]}
        defaultValue={target?.secure}
        {...field("target.secure")}
      />
      <TextInput
        label="User"
        autoComplete="off"
        defaultValue={target && "user" in target ? String(target.user ?? "") : undefined}
        {...field("target.user")}
      />
      <PasswordInput
        label="Password"
        description={target?.secret_set ? `It is stored encrypted.${KEPT}` : undefined}
        autoComplete="off"
        {...field("target.password")}
      />
      <TextInput label="From" type="email" required defaultValue={target?.from} {...field("target.from")} />
      <TextInput
        label="To"
        description="Several are parted by commas."
        type="email"
        multiple
        required
        defaultValue={target?.to.join(", ")}
        {...field("target.to")}
      />
    </>
  );
}

/** What was filled in of the target, as the server takes it. */
export function targetOf(values: FormData) {
  const kind = values.get("target.kind") as Kind;
  const given = [...values].flatMap(([path, value]) => {
    const name = /^target\.(?<name>\w+)$/.exec(path)?.groups?.name;
    return name && value !== "" ? [[name, String(value)] as const] : [];
  });
  const target = Object.fromEntries(given);
  if (kind !== "email") return { ...target, kind };
  return { ...target, kind, port: Number(target.port), to: (target.to ?? "").split(",").map((one) => one.trim()) };
}
