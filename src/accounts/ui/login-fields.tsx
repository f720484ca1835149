import { Autocomplete, NativeSelect, PasswordInput, TextInput } from "@mantine/core";
import type { Faults } from "~/ui/parts/faults.ts";
import type { Draft, LoginWay } from "./account-draft.ts";

const WAYS: Record<Exclude<LoginWay, "kept">, string> = {
  own: "A login in a new directory of its own",
  directory: "A login in a directory that is there",
  secret: "A key, stored encrypted",
  variable: "A key from a variable of the server",
};

interface Props {
  draft: Draft;
  isNew: boolean;
  /** Which variables of the CLI may hold a key. */
  known: string[];
  faults: Faults;
  onChange(part: Partial<Draft>): void;
}

/** How an account is logged in. A key goes to the server and never comes back. */
export function LoginFields({ draft, isNew, known, faults, onChange }: Props) {
  const ways = Object.entries(WAYS).map(([value, label]) => ({ value, label }));
  const { way } = draft;
  return (
    <>
      <NativeSelect
        label="Login"
        description={isNew ? undefined : "Another login forgets what is known of the limits of this one"}
        value={way}
        error={way === "own" ? faults("config_dir") : undefined}
        onChange={(event) => onChange({ way: event.currentTarget.value as LoginWay })}
        data={isNew ? ways : [{ value: "kept", label: "As it is" }, ...ways]}
      />
      {way === "directory" && (
        <TextInput
          label="Directory"
          description="An absolute path on the server; it is made if it is not there"
          required
          value={draft.config_dir}
          error={faults("config_dir")}
          onChange={(event) => onChange({ config_dir: event.currentTarget.value })}
        />
      )}
      {(way === "secret" || way === "variable") && (
        <Autocomplete
          label="Variable of the CLI"
          description="Under which name the CLI is given the key"
          required
          data={known}
          value={draft.key_variable}
          error={faults("key.variable")}
          onChange={(key_variable) => onChange({ key_variable })}
        />
      )}
      {way === "secret" && (
        <PasswordInput
          label="The key itself"
          description="It is stored encrypted and never shown again"
          autoComplete="off"
          required
          value={draft.secret}
          error={faults("key.secret")}
          onChange={(event) => onChange({ secret: event.currentTarget.value })}
        />
      )}
      {way === "variable" && (
        <TextInput
          label="Variable of the server"
          description="Which variable of the server's environment holds the key"
          required
          value={draft.key_env}
          error={faults("key.env")}
          onChange={(event) => onChange({ key_env: event.currentTarget.value })}
        />
      )}
    </>
  );
}
