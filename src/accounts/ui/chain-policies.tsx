import { Alert, Group, NativeSelect, NumberInput, Stack, Switch } from "@mantine/core";
import type { Faults } from "~/ui/parts/faults.ts";
import type { Chain } from "../model.ts";

type OnLimit = Chain["on_usage_limit"];
type OnError = Chain["on_error"];

const ON_LIMIT: Record<OnLimit, string> = {
  hold: "Wait for the reset",
  next_account: "Go on under the next account, with the conversation",
  next_backend: "Hand over to the next backend",
  fail: "Fail",
};
const RETRY: OnError = { kind: "retry", retries: 3, backoff_ms: 5_000, on: "transient" };

interface Props {
  chain: Chain;
  faults: Faults;
  onChange(chain: Chain): void;
}

/** What a limit and an error make of an execution. */
export function ChainPolicies({ chain, faults, onChange }: Props) {
  const { rotate_accounts, on_usage_limit, on_error } = chain;
  // Going on under another account is a rotation: it is offered, and stays, with it alone.
  const rotate = (rotate_accounts: boolean) =>
    onChange({
      ...chain,
      rotate_accounts,
      on_usage_limit: !rotate_accounts && on_usage_limit === "next_account" ? "hold" : on_usage_limit,
    });
  return (
    <Stack gap="md" maw={640}>
      <Switch
        label="Work may move between accounts of one backend"
        checked={rotate_accounts}
        onChange={(event) => rotate(event.currentTarget.checked)}
      />
      {rotate_accounts && (
        <Alert color="yellow" title="Read the vendor's terms first">
          A vendor may forbid to get round a limit with several accounts, or to share one between people. Use only
          logins that their owners made themselves.
        </Alert>
      )}
      <NativeSelect
        label="At a usage limit"
        value={on_usage_limit}
        error={faults("on_usage_limit")}
        onChange={(event) => onChange({ ...chain, on_usage_limit: event.currentTarget.value as OnLimit })}
        data={Object.entries(ON_LIMIT).map(([value, label]) => ({
          ...{ value, label },
          disabled: value === "next_account" && !rotate_accounts,
        }))}
      />
      <ErrorPolicy policy={on_error} faults={faults} onChange={(on_error) => onChange({ ...chain, on_error })} />
    </Stack>
  );
}

function ErrorPolicy({
  policy,
  faults,
  onChange,
}: {
  policy: OnError;
  faults: Faults;
  onChange(policy: OnError): void;
}) {
  return (
    <>
      <NativeSelect
        label="At an error"
        value={policy.kind}
        onChange={(event) => onChange(event.currentTarget.value === "retry" ? RETRY : { kind: "fail" })}
        data={[
          { value: "retry", label: "Try again" },
          { value: "fail", label: "Fail" },
        ]}
      />
      {policy.kind === "retry" && (
        <Group gap="sm" align="flex-start" grow preventGrowOverflow={false}>
          <NumberInput
            label="Times"
            miw={90}
            {...{ min: 1, max: 20, allowDecimal: false }}
            value={policy.retries}
            error={faults("on_error.retries")}
            onChange={(retries) => onChange({ ...policy, retries: Number(retries) })}
          />
          <NumberInput
            label="Wait before the first"
            description="Doubled each time"
            inputWrapperOrder={["label", "input", "description", "error"]}
            miw={150}
            {...{ min: 0.1, max: 600, suffix: " s" }}
            value={policy.backoff_ms / 1_000}
            error={faults("on_error.backoff_ms")}
            onChange={(seconds) => onChange({ ...policy, backoff_ms: Math.round(Number(seconds) * 1_000) })}
          />
          <NativeSelect
            label="After"
            miw={220}
            value={policy.on}
            onChange={(event) => onChange({ ...policy, on: event.currentTarget.value === "any" ? "any" : "transient" })}
            data={[
              { value: "transient", label: "What passes: rates, overload, API errors" },
              { value: "any", label: "Every failure of the CLI" },
            ]}
          />
        </Group>
      )}
    </>
  );
}
