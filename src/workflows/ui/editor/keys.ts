/** What the keyboard does in the editor of a workflow. */
export const EDITOR_KEYS = [
  { key: "mod+s", does: "Save the draft" },
  { key: "mod+z", does: "Take the last change back" },
  { key: "mod+shift+z", does: "Make it again" },
] as const;
