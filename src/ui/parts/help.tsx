import { Code } from "@mantine/core";

/** A sentence of the server; what stands between backticks is code. */
export function Help({ text }: { text: string }) {
  const parts = text.split("`");
  // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one sentence never change their order
  return parts.map((part, i) => (i % 2 === 1 ? <Code key={i}>{part}</Code> : part));
}
