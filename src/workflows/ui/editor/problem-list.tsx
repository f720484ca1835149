import { Alert, Anchor, List, Text } from "@mantine/core";
import { CircleAlert, Info } from "lucide-react";
import type { Selection } from "../graph/cards.ts";
import type { Draft } from "./draft.ts";
import type { Problems } from "./problems.ts";

interface Props {
  draft: Draft;
  errors: Problems;
  warnings: readonly string[];
  onSelect(selection: Selection): void;
}

/** What stands against publishing, each with the way to where it is mended. */
export function ProblemList({ draft, errors, warnings, onSelect }: Props) {
  if (draft.nodes.length === 0) return null;
  if (errors.length === 0 && warnings.length === 0) return null;
  const wrong = errors.length > 0;
  return (
    <section aria-label="Problems">
      <Alert
        color={wrong ? "red" : "yellow"}
        icon={wrong ? <CircleAlert size={18} aria-hidden /> : <Info size={18} aria-hidden />}
        title={
          wrong ? `${errors.length === 1 ? "One thing stands" : `${errors.length} things stand`} against it` : undefined
        }
        role="group"
      >
        <List size="sm" spacing={2} listStyleType="none" className="break">
          {errors.map(({ path, message }) => {
            const { words, selection } = placeOf(path, draft);
            return (
              <List.Item key={`${path} ${message}`}>
                {selection ? (
                  <Anchor component="button" type="button" inherit onClick={() => onSelect(selection)}>
                    {words}
                  </Anchor>
                ) : (
                  <Text span inherit fw={500}>
                    {words}
                  </Text>
                )}{" "}
                {message}
              </List.Item>
            );
          })}
          {warnings.map((warning) => (
            <List.Item key={warning}>{warning}</List.Item>
          ))}
        </List>
      </Alert>
    </section>
  );
}

/** `nodes.3.prompt` as a person says it: "review, prompt". */
function placeOf(path: string, { nodes, edges }: Draft): { words: string; selection?: Selection } {
  const [, list, number = "", rest] = /^(nodes|edges)\.(\d+)(?:\.(.*))?$/.exec(path) ?? [];
  const behind = rest ? `, ${rest.replaceAll("_", " ").replaceAll(".", " ")}` : "";
  const node = list === "nodes" ? nodes[Number(number)] : undefined;
  if (node) return { words: `${node.id}${behind}:`, selection: { node: node.id } };
  const edge = list === "edges" ? edges[Number(number)] : undefined;
  if (edge) return { words: `${edge.from} → ${edge.to}${behind}:`, selection: { edge: Number(number) } };
  return { words: path === "edges" ? "The ways" : `${path}:` };
}
