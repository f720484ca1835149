import { Modal, type ModalRootProps } from "@mantine/core";
import type { ReactNode } from "react";

interface Props extends Pick<ModalRootProps, "size" | "centered"> {
  title: string;
  onClose(): void;
  children: ReactNode;
}

/** Mantine's modal, but that its head is no second banner of the page and its cross has a name. */
export function Dialog({ title, onClose, children, ...looks }: Props) {
  return (
    <Modal.Root opened onClose={onClose} {...looks}>
      <Modal.Overlay />
      <Modal.Content>
        <Modal.Header component="div">
          <Modal.Title>{title}</Modal.Title>
          <Modal.CloseButton aria-label="Close" />
        </Modal.Header>
        <Modal.Body>{children}</Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
