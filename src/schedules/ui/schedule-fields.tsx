import { Stack } from "@mantine/core";
import { type ComponentProps, useState } from "react";
import { PickOne } from "~/ui/parts/pick-one.tsx";
import { Choice } from "~/ui/parts/schema-form/controls.tsx";
import { resolve, type Value } from "~/ui/parts/schema-form/schema.ts";
import { type FieldProps, SchemaForm } from "~/ui/parts/schema-form/schema-form.tsx";
import { OutlookOf } from "./outlook.tsx";
import { ZonePicker } from "./zone-picker.tsx";

const PATTERN = "cron";

/** Which fields a rule of this sort has; all others stand with every sort. */
const OTHERS: Record<string, readonly string[]> = {
  [PATTERN]: ["every", "time", "day"],
  daily: ["cron", "every", "day"],
  weekly: ["cron", "every"],
  monthly: ["cron", "every"],
};

/** What decides when it comes due. */
const RULE = ["cron", "time", "day", "timezone"];

/** When a schedule comes due: by a pattern, or each day, week or month; with what the server makes of it. */
export function ScheduleFields({
  value,
  onChange,
  fields = [],
  path = "",
  ...form
}: ComponentProps<typeof SchemaForm>) {
  const { properties = {} } = resolve(form.schema ?? form.root, form.root);
  const sort = String(value.every ?? PATTERN);
  const [kept, keep] = useState<Value>({});
  const choose = (next: string) => {
    const { cron, every: _every, time, day: _day, ...others } = value;
    const remembered = { ...kept, ...(cron !== undefined && { cron }), ...(time !== undefined && { time }) };
    keep(remembered);
    if (next === PATTERN)
      return onChange({ ...others, ...(remembered.cron !== undefined && { cron: remembered.cron }) });
    const day = next === "weekly" ? { day: "mon" } : next === "monthly" ? { day: 1 } : {};
    onChange({ ...others, every: next, time: remembered.time ?? "09:00", ...day });
  };
  const words = properties.day?.anyOf?.[0]?.enum ?? [];
  const weekday = (field: FieldProps) => (
    <Choice {...field} required schema={{ ...field.schema, anyOf: undefined, enum: words }} />
  );
  const own = { [`${path}.timezone`]: ZonePicker, ...(sort === "weekly" && { [`${path}.day`]: weekday }) };
  const shared = { ...form, own: { ...form.own, ...own }, path, value, onChange };
  const shown = fields.filter((name) => !OTHERS[sort]?.includes(name));
  return (
    <Stack gap="sm">
      <PickOne
        label="How often"
        value={sort}
        onChange={choose}
        data={[PATTERN, ...(properties.every?.enum ?? [])].map((word) => ({
          value: String(word),
          label: word === PATTERN ? "Cron" : `${String(word).charAt(0).toUpperCase()}${String(word).slice(1)}`,
        }))}
      />
      <SchemaForm {...shared} fields={shown.filter((name) => RULE.includes(name))} />
      <OutlookOf source={value} />
      <SchemaForm {...shared} fields={shown.filter((name) => !RULE.includes(name))} />
    </Stack>
  );
}
