import { Tabs } from "@mantine/core";
import type { ReactNode } from "react";

interface Props<Name extends string> {
  tabs: readonly { name: Name; title: string; view: () => ReactNode }[];
  /** Which one is open: it lies in the address, so that it can be linked. Without one it is the first. */
  open: Name | undefined;
  onOpen(name: Name): unknown;
}

/** The parts of a page of which one is shown. */
export function Tabbed<Name extends string>({ tabs, open, onOpen }: Props<Name>) {
  const shown = tabs.find(({ name }) => name === open) ?? tabs[0];
  return (
    <Tabs value={shown?.name ?? null} onChange={(name) => onOpen(name as Name)} keepMounted={false}>
      <Tabs.List>
        {tabs.map(({ name, title }) => (
          <Tabs.Tab key={name} value={name}>
            {title}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {shown && (
        <Tabs.Panel value={shown.name} pt="md">
          {shown.view()}
        </Tabs.Panel>
      )}
    </Tabs>
  );
}
