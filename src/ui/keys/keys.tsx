import { useLocalStorage } from "@mantine/hooks";
import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef, useState } from "react";
import { type Act, Keyboard } from "./keyboard.ts";
import type { Key } from "./table.ts";

interface Keys {
  keyboard: Keyboard;
  /** Single letters can be switched off, for whoever speaks to the machine or hits keys unmeant (WCAG 2.1.4). */
  letters: boolean;
  setLetters(on: boolean): void;
}

const KeysContext = createContext<Keys | undefined>(undefined);

export function useKeyboard(): Keys {
  const keys = useContext(KeysContext);
  if (!keys) throw new Error("useKeyboard is used outside KeysProvider");
  return keys;
}

export function KeysProvider({ children }: { children: ReactNode }) {
  const [keyboard] = useState(() => new Keyboard());
  const [letters, setLetters] = useLocalStorage({ key: "agented-letters", defaultValue: true });
  useEffect(() => {
    const hear = (event: KeyboardEvent) => {
      if (event.isComposing || event.defaultPrevented) return;
      const held = event.ctrlKey || event.metaKey;
      if (!held && (!letters || isSpokenFor(event.target))) return;
      if (keyboard.press(event)) event.preventDefault();
    };
    addEventListener("keydown", hear);
    return () => removeEventListener("keydown", hear);
  }, [keyboard, letters]);
  const keys = useMemo(() => ({ keyboard, letters, setLetters }), [keyboard, letters, setLetters]);
  return <KeysContext value={keys}>{children}</KeysContext>;
}

/** Binds a table's keys while the component is there. The type asks for each of them, and for no other. */
export function useKeys<const K extends readonly Key[]>(_table: K, acts: Record<K[number]["key"], Act>): void {
  const { keyboard } = useKeyboard();
  const now = useRef(acts);
  now.current = acts;
  const names = Object.keys(acts).join("\n");
  useEffect(() => {
    const act = (name: string) => () => (now.current as Record<string, Act>)[name]?.();
    return keyboard.bind(Object.fromEntries(names.split("\n").map((name) => [name, act(name)])));
  }, [keyboard, names]);
}

const TYPING = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable=true]";

/** Somebody types there, or walks through a list of its own. */
function isSpokenFor(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(`${TYPING}, [role=dialog], [role=menu], [role=listbox]`) !== null;
}
