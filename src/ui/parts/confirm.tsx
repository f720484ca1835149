import { Button, type ButtonProps, type MantineColor, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { ReactNode } from "react";
import { FormDialog } from "./form-dialog.tsx";

interface Question {
  /** The question. */
  title: string;
  /** What is done, as the button says it: `Delete`. */
  label: string;
  /** What follows from it. */
  children: ReactNode;
  act: () => Promise<unknown>;
}

/** Asks before something that cannot be undone; it stays open with the reason when it is refused. */
export function Confirm({
  title,
  label,
  children,
  act,
  color = "red.9",
  onClose,
}: Question & { color?: MantineColor; onClose(): void }) {
  return (
    <FormDialog title={title} action={label} color={color} send={act} onClose={onClose}>
      {() => <Text size="sm">{children}</Text>}
    </FormDialog>
  );
}

interface ConfirmButtonProps extends Question, Omit<ButtonProps, "children"> {
  /** To whom or what, for those who hear the button and do not see its row. */
  of?: string;
}

/** A button whose act cannot be undone: it asks first. Red, unless something takes the place of what goes. */
export function ConfirmButton({ title, label, of, children, act, ...look }: ConfirmButtonProps) {
  const [opened, { open, close }] = useDisclosure();
  return (
    <>
      <Button
        color="red"
        variant="light"
        size="xs"
        {...look}
        onClick={open}
        aria-label={of === undefined ? undefined : `${label} ${of}`}
      >
        {label}
      </Button>
      {opened && (
        <Confirm title={title} label={label} act={act} color={look.color} onClose={close}>
          {children}
        </Confirm>
      )}
    </>
  );
}
