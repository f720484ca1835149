import { Button, Fieldset, Group, NativeSelect, Stack, Switch, Text } from "@mantine/core";
import { Plus, Trash2 } from "lucide-react";
import { Help } from "../help.tsx";
import { said } from "./said.tsx";
import { emptyOf, labelOf, resolve, tagOf, type Value } from "./schema.ts";
import { type FieldProps, SchemaForm } from "./schema-form.tsx";

const startOf = ({ value, schema, form }: FieldProps) => (value ?? emptyOf(schema, form.root) ?? {}) as Value;

export function Fields(field: FieldProps) {
  const { form, path, name, schema, value, onChange } = field;
  const { label, description } = said(field);
  const isThere = !schema.nullable || (value !== null && value !== undefined);
  return (
    <Stack gap="sm">
      {schema.nullable && (
        <Switch
          label={`A ${labelOf(name).toLowerCase()} of its own`}
          description={description}
          checked={isThere}
          onChange={(event) =>
            onChange(event.currentTarget.checked ? emptyOf({ ...schema, default: undefined }, form.root) : null)
          }
        />
      )}
      {isThere && (
        <Fieldset legend={label}>
          {!schema.nullable && (
            <Text size="xs" c="dimmed" mb="xs">
              {description}
            </Text>
          )}
          <SchemaForm {...form} schema={schema} path={path} value={startOf(field)} onChange={onChange} />
        </Fieldset>
      )}
    </Stack>
  );
}

/** One of several shapes, each with the word that says which it is. */
export function Variants(field: FieldProps) {
  const { form, path, schema, onChange } = field;
  const variants = (schema.oneOf ?? []).map((one) => resolve(one, form.root));
  const value = startOf(field);
  const [tag] = tagOf(variants[0] ?? schema);
  const chosen = variants.find((one) => tagOf(one)[1] === value[tag]);
  const choose = (word: string) => {
    const next = variants.find((one) => tagOf(one)[1] === word);
    if (next) onChange(emptyOf(next, form.root));
  };
  const others = Object.keys(chosen?.properties ?? {}).filter((name) => name !== tag);
  return (
    <Stack gap="sm">
      <NativeSelect
        {...said(field)}
        value={String(value[tag] ?? "")}
        onChange={(event) => choose(event.currentTarget.value)}
        data={variants.map((one) => ({ value: tagOf(one)[1], label: labelOf(tagOf(one)[1]) }))}
        maw={320}
      />
      {chosen && others.length > 0 && (
        <SchemaForm {...form} schema={chosen} path={path} fields={others} value={value} onChange={onChange} />
      )}
    </Stack>
  );
}

export function List(field: FieldProps) {
  const { form, path, schema, value, onChange } = field;
  const { label, description, error } = said(field);
  const items = Array.isArray(value) ? (value as Value[]) : [];
  const one = resolve(schema.items ?? {}, form.root);
  const put = (at: number, given: Value) => onChange(items.with(at, given));
  return (
    <Fieldset legend={label}>
      <Stack gap="sm">
        {description}
        {error && <Help text={error} />}
        {items.map((item, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: an entry has nothing else to be known by
          <Stack key={i} gap="xs">
            <SchemaForm {...form} schema={one} path={`${path}.${i}`} value={item} onChange={(given) => put(i, given)} />
            <Group>
              <Button
                size="compact-xs"
                variant="subtle"
                color="red"
                leftSection={<Trash2 size={14} aria-hidden />}
                onClick={() => onChange(items.toSpliced(i, 1))}
              >
                Remove
              </Button>
            </Group>
          </Stack>
        ))}
        <Group>
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<Plus size={14} aria-hidden />}
            onClick={() => onChange([...items, emptyOf(one, form.root)])}
          >
            Add
          </Button>
        </Group>
      </Stack>
    </Fieldset>
  );
}
