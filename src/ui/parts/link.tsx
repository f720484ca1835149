import { Anchor, type AnchorProps } from "@mantine/core";
import { createLink } from "@tanstack/react-router";
import type { AnchorHTMLAttributes, Ref } from "react";

type Own = Omit<AnchorHTMLAttributes<HTMLAnchorElement>, "color" | "style" | "display" | "opacity"> & {
  ref?: Ref<HTMLAnchorElement>;
};

/** Mantine's looks on the router's typed link. */
export const TextLink = createLink((props: Own & AnchorProps) => <Anchor {...props} />);
