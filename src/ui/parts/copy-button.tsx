import { Button, type ButtonProps, CopyButton as Copying } from "@mantine/core";

interface Props extends ButtonProps {
  text: string;
  label?: string;
  "aria-label"?: string;
}

/** Takes a text along by one press, and says that it did. */
export function CopyButton({ text, label = "Copy", ...look }: Props) {
  return (
    <Copying value={text}>
      {({ copied, copy }) => (
        <Button size="compact-xs" variant="default" {...look} onClick={copy}>
          {copied ? "Copied" : label}
        </Button>
      )}
    </Copying>
  );
}
