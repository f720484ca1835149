import "./editor.css";
import { Flex, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { faultsOf } from "~/ui/parts/faults.ts";
import { Loaded } from "~/ui/parts/loaded.tsx";
import { resolve, type Value } from "~/ui/parts/schema-form/schema.ts";
import { SchemaForm } from "~/ui/parts/schema-form/schema-form.tsx";
import { formQuery, type Trigger, type TriggerForm } from "../api.ts";
import { pathsOf } from "./completion.ts";
import { draftOf, freshDraft, same } from "./draft.ts";
import { Fields } from "./fields.tsx";
import { Guard } from "./guard.tsx";
import { NO_OCCASION, payloadOf } from "./occasion.ts";
import { PromptEditor } from "./prompt-editor.tsx";
import { SaveBar } from "./save-bar.tsx";
import { Section } from "./section.tsx";
import { SourceSection } from "./source-section.tsx";
import { TryOut } from "./try-out.tsx";
import { useSave } from "./use-save.ts";

/** The form for a trigger, made of the server's schemas: for a new one of a kind, or one that is there. */
export function TriggerEditor({ trigger, kind = "webhook" }: { trigger?: Trigger; kind?: string }) {
  const query = useQuery(formQuery);
  return (
    <Loaded query={query}>
      {(form) => {
        const saved = trigger ? savedOf(trigger, form) : freshDraft(form.schema, kind, form.backends[0]?.id ?? "");
        return <Editing form={form} trigger={trigger} saved={saved} />;
      }}
    </Loaded>
  );
}

/** Whether it is on is switched at the head of its page. */
function savedOf(trigger: Trigger, { schema }: TriggerForm): Value {
  const { enabled: _switch, ...fields } = draftOf(trigger, schema);
  return fields;
}

interface Props {
  form: TriggerForm;
  trigger: Trigger | undefined;
  /** As the server has it, or what a new one begins with. */
  saved: Value;
}

function Editing({ form, trigger, saved }: Props) {
  const { schema, sources, backends } = form;
  const [{ draft, base }, setDraft] = useState({ draft: saved, base: saved });
  const [occasion, setOccasion] = useState(NO_OCCASION);
  const dirty = !same(draft, base);
  const overtaken = trigger !== undefined && !same(saved, base);
  // What somebody else saves is shown at once where nothing is lost by it.
  if (overtaken && !dirty) setDraft({ draft: saved, base: saved });
  const save = useSave(trigger, (done) => {
    const kept = savedOf(done, form);
    setDraft({ draft: kept, base: kept });
  });
  const set = (next: Value) => setDraft({ draft: next, base });
  const put = (name: string) => (value: unknown) => set({ ...draft, [name]: value });
  const shared = { root: schema, faults: faultsOf(save.error) };
  const field = (name: string) => ({
    ...{ form: shared, path: name, name, schema: resolve(schema.properties?.[name] ?? {}, schema) },
    ...{ required: true, value: draft[name], onChange: put(name) },
  });
  const source = sources.find(({ kind }) => kind === (draft.source as Value).kind);
  const revises = trigger !== undefined && draft.prompt_template !== base.prompt_template;
  return (
    <Flex direction={{ base: "column", lg: "row" }} gap="md" align={{ base: "stretch", lg: "flex-start" }}>
      <Guard dirty={dirty} />
      <Stack className="trigger-form">
        <SchemaForm {...shared} fields={trigger ? ["name"] : ["name", "enabled"]} value={draft} onChange={set} />
        <SourceSection {...field("source")} kinds={sources} />
        <Section title="What it asks">
          <PromptEditor {...field("prompt_template")} fields={pathsOf(payloadOf(occasion))} />
          {revises && <SchemaForm {...shared} fields={["note"]} value={draft} onChange={set} />}
        </Section>
        <Fields {...shared} schema={schema} backends={backends} value={draft} onChange={set} />
        <SaveBar
          isNew={!trigger}
          dirty={dirty}
          saving={save.isPending}
          error={save.error}
          overtaken={overtaken && dirty}
          onSave={() => save.mutate({ draft, saved: base })}
          onDiscard={() => {
            save.reset();
            setDraft({ draft: saved, base: saved });
          }}
        />
      </Stack>
      <div className="trigger-preview">
        <TryOut
          draft={draft}
          trigger={trigger}
          receives={source?.receives ?? false}
          occasion={occasion}
          onOccasion={setOccasion}
        />
      </div>
    </Flex>
  );
}
