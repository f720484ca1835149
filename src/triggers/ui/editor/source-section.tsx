import { ScheduleFields } from "~/schedules/ui/schedule-fields.tsx";
import { PickOne } from "~/ui/parts/pick-one.tsx";
import { emptyOf, resolve, tagOf, type Value } from "~/ui/parts/schema-form/schema.ts";
import { type FieldProps, SchemaForm } from "~/ui/parts/schema-form/schema-form.tsx";
import { FilterBuilder } from "./filter/filter-builder.tsx";
import { Section } from "./section.tsx";
import { WorkflowSelect } from "./workflow-select.tsx";

interface Props extends FieldProps {
  /** The kinds of source, as the server calls them. */
  kinds: { kind: string; title: string }[];
}

/** What starts the trigger: a kind, and the fields that the kind's own schema names. */
export function SourceSection({ kinds, form, path, schema, value, onChange }: Props) {
  const source = value as Value;
  const variants = (schema.oneOf ?? []).map((one) => resolve(one, form.root));
  const of = (kind: unknown) => variants.find((one) => tagOf(one)[1] === kind);
  const choose = (kind: string) => {
    const next = of(kind);
    if (next) onChange(emptyOf(next, form.root));
  };
  const chosen = of(source.kind);
  const names = Object.keys(chosen?.properties ?? {}).filter((name) => name !== "kind");
  const Fields = source.kind === "schedule" ? ScheduleFields : SchemaForm;
  return (
    <Section
      title="What starts it"
      hint={names.length === 0 ? "Nothing but a person: from its page, or by the API." : undefined}
    >
      <PickOne
        label="Kind of source"
        value={String(source.kind)}
        onChange={choose}
        data={kinds.map(({ kind, title }) => ({ value: kind, label: title }))}
      />
      {chosen && names.length > 0 && (
        <Fields
          {...form}
          own={{ ...form.own, [`${path}.filter`]: FilterBuilder, [`${path}.workflow_id`]: WorkflowSelect }}
          schema={chosen}
          path={path}
          fields={names}
          value={source}
          onChange={onChange}
        />
      )}
    </Section>
  );
}
