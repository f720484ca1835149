import { NativeSelect, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { accountsQuery } from "~/accounts/ui/api.ts";
import { BACKENDS, TITLES } from "~/backends/ui/titles.ts";
import { triggerNames } from "~/triggers/ui/api.ts";
import type { Faults } from "~/ui/parts/faults.ts";
import type { BudgetInput } from "../model.ts";

const SCOPES: Record<BudgetInput["scope"], string> = {
  global: "Everything",
  backend: "One backend",
  account: "One account",
  trigger: "One trigger",
  project: "One project",
};

interface Props {
  draft: Pick<BudgetInput, "scope" | "scope_id">;
  faults: Faults;
  onChange(part: Pick<BudgetInput, "scope" | "scope_id">): void;
}

/** Whose usage a budget counts. */
export function ScopeFields({ draft: { scope, scope_id }, faults, onChange }: Props) {
  const choices = useChoices(scope);
  const choose = (id: string) => onChange({ scope, scope_id: id || null });
  return (
    <>
      <NativeSelect
        label="Whose usage"
        value={scope}
        error={faults("scope")}
        onChange={(event) => onChange({ scope: event.currentTarget.value as BudgetInput["scope"], scope_id: null })}
        data={Object.entries(SCOPES).map(([value, label]) => ({ value, label }))}
      />
      {choices && (
        <NativeSelect
          label="Which one"
          required
          value={scope_id ?? ""}
          error={faults("scope_id")}
          onChange={(event) => choose(event.currentTarget.value)}
          data={[{ value: "", label: "Choose one" }, ...choices]}
        />
      )}
      {scope === "project" && (
        <TextInput
          label="Which one"
          description="Its working directory, as an absolute path, or the project's id"
          required
          value={scope_id ?? ""}
          error={faults("scope_id")}
          onChange={(event) => choose(event.currentTarget.value)}
        />
      )}
    </>
  );
}

/** What there is to choose from; undefined where nothing is, or where a person writes it. */
function useChoices(scope: BudgetInput["scope"]) {
  const { data: accounts = [] } = useQuery({ ...accountsQuery, enabled: scope === "account" });
  const { data: triggers = {} } = useQuery({ ...triggerNames, enabled: scope === "trigger" });
  switch (scope) {
    case "backend":
      return BACKENDS;
    case "account":
      return accounts.map(({ id, backend, name }) => ({ value: id, label: `${TITLES[backend]}: ${name}` }));
    case "trigger":
      return Object.entries(triggers).map(([value, label]) => ({ value, label }));
    default:
      return undefined;
  }
}
