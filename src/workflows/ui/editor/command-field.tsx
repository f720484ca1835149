import { ActionIcon, Button, Group, Input, Stack, Textarea } from "@mantine/core";
import { Plus, X } from "lucide-react";
import { said } from "~/ui/parts/schema-form/said.tsx";
import type { FieldProps } from "~/ui/parts/schema-form/schema-form.tsx";

/** A program and its arguments, each of which may have many lines: a script, say. */
export function CommandField(field: FieldProps) {
  const parts = Array.isArray(field.value) ? field.value.map(String) : [];
  const { label, description, error } = said(field, true);
  const put = (next: string[]) => field.onChange(next);
  return (
    <Input.Wrapper label={label} description={description} error={error} withAsterisk labelElement="div">
      <Stack gap={6} mt={6}>
        {(parts.length === 0 ? [""] : parts).map((part, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: an argument is known by its place alone
          <Group key={i} gap={4} wrap="nowrap" align="flex-start">
            <Textarea
              flex={1}
              aria-label={i === 0 ? "Program" : `Argument ${i}`}
              placeholder={i === 0 ? "The program: sh" : undefined}
              value={part}
              onChange={(event) => put((parts.length === 0 ? [""] : parts).with(i, event.currentTarget.value))}
              autosize
              maxRows={14}
              spellCheck={false}
              styles={{ input: { fontFamily: "var(--mono)", fontSize: "var(--mantine-font-size-sm)" } }}
            />
            {parts.length > 1 && (
              <ActionIcon
                variant="subtle"
                color="gray"
                size={36}
                aria-label={i === 0 ? "Remove the program" : `Remove argument ${i}`}
                onClick={() => put(parts.toSpliced(i, 1))}
              >
                <X size={15} aria-hidden />
              </ActionIcon>
            )}
          </Group>
        ))}
        <Group gap="xs">
          <Button
            size="compact-xs"
            variant="default"
            leftSection={<Plus size={13} aria-hidden />}
            onClick={() => put([...(parts.length === 0 ? [""] : parts), ""])}
          >
            Add an argument
          </Button>
          {parts.length === 0 && (
            <Button size="compact-xs" variant="subtle" onClick={() => put(["sh", "-c", ""])}>
              A shell script
            </Button>
          )}
        </Group>
      </Stack>
    </Input.Wrapper>
  );
}
