import { NativeSelect, NumberInput, Switch, Textarea, TextInput } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { BackendId } from "~/backends/index.ts";
import { backendsQuery } from "~/backends/ui/api.ts";
import { BACKENDS, TITLES } from "~/backends/ui/titles.ts";
import { ok } from "~/ui/api.ts";
import { FormDialog } from "~/ui/parts/form-dialog.tsx";
import type { Account } from "../model.ts";
import { type Draft, draftOf, inputOf, patchOf } from "./account-draft.ts";
import { accountsQuery, api } from "./api.ts";
import { LoginFields } from "./login-fields.tsx";

/** A new account, or one as it is. */
export function AccountForm({ account, onClose }: { account?: Account; onClose(): void }) {
  const [draft, setDraft] = useState(() => draftOf(account));
  const queries = useQueryClient();
  const { data: backends } = useQuery(backendsQuery);
  const change = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }));
  const send = async () => {
    await save(draft, account);
    await queries.invalidateQueries(accountsQuery);
  };
  return (
    <FormDialog
      title={account ? `Edit ${account.name}` : "Add an account"}
      action={account ? "Save" : "Add"}
      size="lg"
      send={send}
      onClose={onClose}
    >
      {(faults) => (
        <>
          {!account && (
            <NativeSelect
              label="Backend"
              value={draft.backend}
              error={faults("backend")}
              onChange={(event) => change({ backend: event.currentTarget.value as BackendId, key_variable: "" })}
              data={BACKENDS.filter(({ value }) => value !== "command")}
            />
          )}
          <TextInput
            label="Name"
            description={`What it is called among those of ${TITLES[draft.backend]}`}
            required
            value={draft.name}
            error={faults("name")}
            onChange={(event) => change({ name: event.currentTarget.value })}
            data-autofocus
          />
          {!account?.is_default && (
            <>
              <LoginFields
                draft={draft}
                isNew={!account}
                known={backends?.find(({ id }) => id === draft.backend)?.key_variables ?? []}
                faults={faults}
                onChange={change}
              />
              <Textarea
                label="Further variables"
                description="One a line, such as ANTHROPIC_BASE_URL=https://gateway.example. No secrets: they are shown."
                autosize
                minRows={1}
                value={draft.env}
                error={faults("env")}
                onChange={(event) => change({ env: event.currentTarget.value })}
              />
            </>
          )}
          <NumberInput
            label="At most at once"
            description="How many may run on it at the same time. Empty: no limit of its own"
            min={1}
            max={1_000}
            allowDecimal={false}
            value={draft.max_concurrent}
            error={faults("max_concurrent")}
            onChange={(value) => change({ max_concurrent: typeof value === "number" ? value : "" })}
          />
          <Switch
            label="Enabled"
            checked={draft.enabled}
            onChange={(event) => change({ enabled: event.currentTarget.checked })}
          />
        </>
      )}
    </FormDialog>
  );
}

function save(draft: Draft, account: Account | undefined) {
  if (!account) return ok(api.index.$post({ json: inputOf(draft) }));
  return ok(api[":id"].$patch({ param: { id: account.id }, json: patchOf(draft, account) }));
}
