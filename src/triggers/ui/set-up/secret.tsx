import { Alert, Group, NativeSelect, Stack, Text } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ok } from "~/ui/api.ts";
import { ConfirmButton } from "~/ui/parts/confirm.tsx";
import { Copied } from "~/ui/parts/copied.tsx";
import { Ago } from "~/ui/parts/time.tsx";
import { rotateApi, shownSecretKey, type Trigger } from "../api.ts";
import { Section } from "../editor/section.tsx";

const HOUR_SECS = 3_600;
const OVERLAPS = [
  { value: String(24 * HOUR_SECS), label: "a day" },
  { value: String(HOUR_SECS), label: "an hour" },
  { value: String(7 * 24 * HOUR_SECS), label: "a week" },
  { value: "0", label: "no longer: it is known to others" },
];

/** What deliveries are signed with. It is shown once, when it is made. */
export function Secret({ trigger: { id, name, source } }: { trigger: Trigger }) {
  const { data: shown } = useQuery<string>({ queryKey: shownSecretKey(id), enabled: false });
  if (source.kind !== "webhook") return null;
  if (!source.secret_set)
    return (
      <Section title="Secret">
        <Text size="sm">It takes deliveries that nobody signed, from this machine alone.</Text>
      </Section>
    );
  return (
    <Section title="Secret">
      {shown ? (
        <Alert color="teal" title="Copy it now: it is not shown again">
          <Copied label="Secret" text={shown} />
        </Alert>
      ) : (
        <Text size="sm">It was shown when it was made. One that is lost is replaced.</Text>
      )}
      {source.previous_secret_until && (
        <Text size="sm">
          Two secrets are taken: the one before this ends <Ago at={source.previous_secret_until} />.
        </Text>
      )}
      <Rotate id={id} name={name} />
    </Section>
  );
}

function Rotate({ id, name }: { id: string; name: string }) {
  const queries = useQueryClient();
  const [overlap, setOverlap] = useState(OVERLAPS[0]?.value ?? "0");
  const rotate = async () => {
    const { source } = await ok(rotateApi(id, Number(overlap)));
    if (source.kind === "webhook") queries.setQueryData(shownSecretKey(id), source.secret);
    await queries.invalidateQueries({ queryKey: ["triggers", id] });
  };
  return (
    <Stack gap="xs">
      <Group align="flex-end">
        <NativeSelect
          label="The old one is taken for"
          value={overlap}
          onChange={(event) => setOverlap(event.currentTarget.value)}
          data={OVERLAPS}
        />
        <ConfirmButton label="Rotate" title={`Give ${name} a new secret?`} act={rotate} size="sm">
          {overlap === "0"
            ? "What is signed with the old one is refused at once."
            : "Until the old one ends both are taken: give the new one to whoever sends."}
        </ConfirmButton>
      </Group>
    </Stack>
  );
}
