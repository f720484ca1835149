import { Select } from "@mantine/core";
import { said } from "~/ui/parts/schema-form/said.tsx";
import type { FieldProps } from "~/ui/parts/schema-form/schema-form.tsx";

/** The zones that this browser knows; the server's own has no name here. */
export function ZonePicker(field: FieldProps) {
  const zones = ["UTC", ...Intl.supportedValuesOf("timeZone").filter((zone) => zone !== "UTC")];
  const value = typeof field.value === "string" ? field.value : null;
  return (
    <Select
      {...said(field)}
      label="Time zone"
      data={value && !zones.includes(value) ? [value, ...zones] : zones}
      value={value}
      onChange={(zone) => field.onChange(zone ?? undefined)}
      placeholder="The server's own"
      limit={100}
      searchable
      clearable
      clearButtonProps={{ "aria-label": "Take the server's own zone" }}
      maw={320}
    />
  );
}
