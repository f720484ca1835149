import { Combobox, Text, Textarea, useCombobox } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { snippetsQuery } from "~/snippets/ui/api.ts";
import { said } from "~/ui/parts/schema-form/said.tsx";
import type { FieldProps } from "~/ui/parts/schema-form/schema-form.tsx";
import { placeholdersQuery } from "../api.ts";
import { completed, type Offer, offersFor, wordBefore } from "./completion.ts";

/** The template, with what may stand in braces offered as they are opened; `fields` are those of a payload at hand. */
export function PromptEditor({ fields, ...field }: FieldProps & { fields: Offer[] }) {
  return <TemplateField {...field} offers={useOffers(fields)} />;
}

/** A text with placeholders, which are offered as a brace is opened. */
export function TemplateField({
  offers: all,
  minRows = 8,
  ...field
}: FieldProps & { offers: Offer[]; minRows?: number }) {
  const text = String(field.value ?? "");
  const input = useRef<HTMLTextAreaElement>(null);
  const [caret, setCaret] = useState<number>();
  const word = caret === undefined ? undefined : wordBefore(text, caret);
  const offers = word === undefined ? [] : offersFor(word, all);
  const opened = offers.length > 0;
  const combobox = useCombobox({ opened, onOpenedChange: (open) => open || setCaret(undefined) });
  // Where nothing is typed yet nothing is chosen: a brace at the end of a line is often only a brace.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another word has other offers
  useEffect(() => {
    if (word) combobox.selectFirstOption();
    else combobox.resetSelectedOption();
  }, [word]);
  const take = (name: string) => {
    if (caret === undefined) return;
    const next = completed(text, caret, name);
    field.onChange(next.text);
    setCaret(undefined);
    requestAnimationFrame(() => input.current?.setSelectionRange(next.caret, next.caret));
  };
  // The list may not stand yet when somebody types fast.
  const takeFirst = (event: KeyboardEvent) => {
    const [first] = offers;
    if (event.key !== "Enter" || !word || !first || combobox.getSelectedOptionIndex() !== -1) return;
    event.preventDefault();
    take(first.name);
  };
  const { description: _api, ...told } = said(field);
  return (
    <Combobox store={combobox} onOptionSubmit={take} position="bottom-start" withinPortal>
      <Combobox.Target withKeyboardNavigation={opened} targetType="input">
        <Textarea
          ref={input}
          {...told}
          description="A { opens the list of placeholders."
          value={text}
          onChange={({ currentTarget }) => {
            field.onChange(currentTarget.value);
            setCaret(currentTarget.selectionStart);
          }}
          onKeyDown={takeFirst}
          onClick={() => setCaret(undefined)}
          onBlur={() => setCaret(undefined)}
          autosize
          minRows={minRows}
          maxRows={30}
          styles={{ input: { fontFamily: "var(--mono)", fontSize: "var(--mantine-font-size-sm)" } }}
          spellCheck={false}
          aria-autocomplete="list"
        />
      </Combobox.Target>
      <Combobox.Dropdown>
        <Combobox.Options aria-label="Placeholders" mah={280} style={{ overflowY: "auto" }}>
          {offers.map(({ name, hint }) => (
            <Combobox.Option key={name} value={name}>
              <Text size="sm" ff="monospace">
                {`{${name}}`}
              </Text>
              <Text size="xs" c="dimmed" lineClamp={2}>
                {hint}
              </Text>
            </Combobox.Option>
          ))}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}

/** Stand-ins for names that are a person's own are offered as these. */
const STAND_INS = ["payload.a.b[0]", "snippet:name"];

function useOffers(fields: Offer[]): Offer[] {
  const { data: placeholders = [] } = useQuery(placeholdersQuery);
  const { data: snippets = [] } = useQuery(snippetsQuery);
  const known = placeholders.map(({ placeholder, description }) => ({
    name: placeholder.slice(1, -1),
    hint: description,
  }));
  return [
    ...known.filter(({ name }) => !STAND_INS.includes(name)),
    ...snippets.map(({ name, text }) => ({ name: `snippet:${name}`, hint: text.slice(0, 100) })),
    ...fields,
  ];
}
