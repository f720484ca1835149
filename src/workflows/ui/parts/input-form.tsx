import { SegmentedControl, Stack, Text } from "@mantine/core";
import { useState } from "react";
import type { Faults } from "~/ui/parts/faults.ts";
import type { Schema, Value } from "~/ui/parts/schema-form/schema.ts";
import { SchemaForm } from "~/ui/parts/schema-form/schema-form.tsx";
import { type Given, givenOf, JsonField } from "./json-field.tsx";

interface Props {
  schema: Record<string, unknown> | null;
  given: Given;
  onChange(given: Given): void;
  faults: Faults;
}

/** The input of a run: by the form that its schema makes, or as JSON. */
export function InputForm({ schema, given, onChange, faults }: Props) {
  const formed = schema !== null && isPlain(schema);
  const [way, setWay] = useState(formed ? "form" : "json");
  const wrong = faults("input");
  return (
    <Stack gap="sm">
      {formed && (
        <SegmentedControl
          size="xs"
          w="fit-content"
          aria-label="How the input is given"
          value={way}
          onChange={setWay}
          data={[
            { value: "form", label: "Form" },
            { value: "json", label: "JSON" },
          ]}
        />
      )}
      {formed && way === "form" ? (
        <>
          <SchemaForm
            root={schema as Schema}
            faults={faults}
            value={(given.value ?? {}) as Value}
            onChange={(value) => onChange(givenOf(value))}
          />
          {wrong && (
            <Text size="sm" c="var(--mantine-color-error)">
              {wrong}
            </Text>
          )}
        </>
      ) : (
        <JsonField
          label="Input"
          description={schema ? "JSON that satisfies the workflow's schema." : "Any JSON; left empty, it is null."}
          placeholder='{ "branch": "main" }'
          given={given}
          onChange={onChange}
          error={wrong}
          first
        />
      )}
    </Stack>
  );
}

/** A form is made of fields that are there; one that names others may name itself. */
function isPlain(schema: Record<string, unknown>): boolean {
  return typeof schema.properties === "object" && !JSON.stringify(schema).includes('"$ref"');
}
