import { Button, Fieldset, Group, NativeSelect, Stack, Text } from "@mantine/core";
import { Plus } from "lucide-react";
import { JsonField } from "~/ui/parts/schema-form/json-field.tsx";
import type { FieldProps } from "~/ui/parts/schema-form/schema-form.tsx";
import type { Condition, Filter } from "../../../filter.ts";
import { ConditionRow } from "./condition-row.tsx";
import { filterOf, type Join, operatorsOf, rowsOf } from "./rows.ts";

const FIRST: Condition = { path: "", op: "eq", value: "" };

/** What a payload must be like: rows of conditions. A filter whose groups lie in one another is written as JSON. */
export function FilterBuilder(field: FieldProps) {
  const { form, path, schema, onChange } = field;
  const rows = rowsOf(field.value as Filter | undefined);
  if (!rows) return <JsonField {...field} />;
  const { join, conditions, pathOf } = rows;
  const put = (next: Condition[], by: Join = join) => onChange(filterOf(by, next));
  const wrong = form.faults(path, false);
  return (
    <Fieldset legend="Filter">
      <Stack gap="sm">
        <Text size="xs" c="dimmed">
          {conditions.length === 0
            ? "Every delivery passes."
            : "A field that is missing passes no condition but “is there: no”. The text 12 is written in quotes, the number without."}
        </Text>
        {conditions.length > 1 && (
          <NativeSelect
            size="xs"
            maw={220}
            aria-label="How the conditions are joined"
            value={join}
            onChange={(event) => put(conditions, event.currentTarget.value as Join)}
            data={[
              { value: "all", label: "All of these hold" },
              { value: "any", label: "One of these holds" },
            ]}
          />
        )}
        {conditions.map((condition, i) => (
          <ConditionRow
            // biome-ignore lint/suspicious/noArrayIndexKey: a condition has nothing else to be known by
            key={i}
            number={i + 1}
            condition={condition}
            operators={operatorsOf(schema, form.root)}
            faults={form.faults}
            at={path + pathOf(i)}
            onChange={(next) => put(conditions.with(i, next))}
            onRemove={() => put(conditions.toSpliced(i, 1))}
          />
        ))}
        {wrong && (
          <Text size="xs" c="red">
            {wrong}
          </Text>
        )}
        <Group>
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<Plus size={14} aria-hidden />}
            onClick={() => put([...conditions, FIRST])}
          >
            Add a condition
          </Button>
        </Group>
      </Stack>
    </Fieldset>
  );
}
