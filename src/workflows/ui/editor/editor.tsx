import "./editor.css";
import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { type ReactNode, useMemo, useRef, useState } from "react";
import { Guard } from "~/triggers/ui/editor/guard.tsx";
import { useKeys } from "~/ui/keys/keys.tsx";
import { ProblemNote } from "~/ui/parts/failed.tsx";
import type { Workflow, WorkflowForm } from "../api.ts";
import { Canvas } from "../graph/canvas.tsx";
import { cardsOf, type Selection, waysOf } from "../graph/cards.ts";
import { Bar, type Mode } from "./bar.tsx";
import { type Draft, EMPTY, unplace } from "./draft.ts";
import { editingOf, withAdded } from "./edits.ts";
import { EDITOR_KEYS } from "./keys.ts";
import { Outline } from "./outline.tsx";
import { Palette } from "./palette.tsx";
import { ProblemList } from "./problem-list.tsx";
import { SidePanel } from "./side-panel.tsx";
import { countByNode, useCheck } from "./use-check.ts";
import { useDraft } from "./use-draft.ts";
import { useSave } from "./use-save.ts";

interface Props {
  form: WorkflowForm;
  workflow: Workflow;
  /** As the server has it: the draft, else the newest version. */
  saved: Draft | undefined;
}

/** Where a graph is drawn or written, checked while it is, saved and published. */
export function Editor({ form, workflow, saved = EMPTY }: Props) {
  const drafting = useDraft(saved);
  const { draft, dirty, change, canUndo, canRedo, undo, redo } = drafting;
  const [selection, select] = useState<Selection>();
  const [mode, setMode] = useState<Mode>("canvas");
  const side = useRef<HTMLElement>(null);
  const { errors, warnings } = useCheck(draft);
  const { save, publish } = useSave(workflow, drafting.taken);
  const counts = useMemo(() => countByNode(errors, draft), [errors, draft]);
  const { kinds } = form;
  const cards = useMemo(
    () => cardsOf(draft, { kinds, selection, fixed: false, problems: counts }),
    [draft, kinds, selection, counts],
  );
  const ways = useMemo(() => waysOf(draft, selection), [draft, selection]);
  const saveNow = () => {
    if (dirty && draft.nodes.length > 0 && !save.isPending) save.mutate(draft);
  };
  useKeys(EDITOR_KEYS, {
    "mod+s": saveNow,
    "mod+z": () => unlessTyping(undo),
    "mod+shift+z": () => unlessTyping(redo),
  });
  /** One is added behind the one that is chosen, and its form is begun with. */
  const add = (kind: string) => {
    const { next, id } = withAdded(draft, kind, form, selection);
    change(() => next);
    select({ node: id });
    requestAnimationFrame(() => side.current?.querySelector<HTMLElement>("input, textarea, select")?.focus());
  };
  /** From elsewhere than the canvas, beside which the form always stands. */
  const show = (chosen: Selection) => {
    select(chosen);
    requestAnimationFrame(() => side.current?.scrollIntoView({ block: "nearest" }));
  };
  const publishNow = async (note: string | null) => {
    if (dirty) await save.mutateAsync(draft);
    await publish(note);
  };
  return (
    <Stack gap="sm">
      <Guard dirty={dirty} />
      <Bar
        {...{ name: workflow.name, draft, mode, dirty, saving: save.isPending }}
        onMode={setMode}
        unpublished={workflow.draft !== null}
        steps={{ ...(canUndo && { undo }), ...(canRedo && { redo }) }}
        onTidy={() => change(unplace)}
        onImport={(imported) => change(() => imported)}
        onSave={saveNow}
        onPublish={publishNow}
      />
      {save.error && <ProblemNote error={save.error} />}
      {drafting.overtaken && <Overtaken onDiscard={drafting.discard} />}
      <Palette kinds={kinds} onAdd={add} />
      <div className="workflow-editor">
        {mode === "canvas" ? (
          <div className="workflow-canvas">
            <Canvas
              label="The graph"
              cards={cards}
              ways={ways}
              fitWhen={draft.nodes.every(({ at }) => at) ? "placed" : String(draft.nodes.length)}
              onSelect={select}
              edit={editingOf(draft, change, form, select)}
            />
            {draft.nodes.length === 0 && <Hint>Press a kind above, or drag it here.</Hint>}
          </div>
        ) : (
          <Outline {...{ form, draft, counts, selection, change }} onSelect={show} />
        )}
        <SidePanel ref={side} {...{ form, draft, selection, problems: errors, change }} onSelect={select} />
      </div>
      <ProblemList draft={draft} errors={errors} warnings={warnings} onSelect={show} />
    </Stack>
  );
}

/** In a field these keys are the field's own. */
function unlessTyping(act: () => void): false | undefined {
  if (document.activeElement?.matches("input, textarea, [contenteditable=true]")) return false;
  act();
}

function Overtaken({ onDiscard }: { onDiscard(): void }) {
  return (
    <Alert color="orange">
      <Group justify="space-between">
        <Text size="sm">Somebody else has saved this workflow meanwhile. Saving writes your graph over theirs.</Text>
        <Button size="compact-sm" variant="default" onClick={onDiscard}>
          Take theirs
        </Button>
      </Group>
    </Alert>
  );
}

function Hint({ children }: { children: ReactNode }) {
  return (
    <Text c="dimmed" className="canvas-hint">
      {children}
    </Text>
  );
}
