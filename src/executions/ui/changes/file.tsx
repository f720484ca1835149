import { Text } from "@mantine/core";
import { Folded } from "~/ui/parts/folded.tsx";
import { Sign } from "~/ui/parts/sign.tsx";
import { Counts } from "./counts.tsx";
import type { ChangedFile } from "./files.ts";
import { Patch } from "./patch.tsx";

/** A longer one is shown when somebody opens it. */
const SHORT_LINES = 200;

const WORDS: Record<ChangedFile["change"], string> = {
  ...{ added: "added", modified: "changed", deleted: "deleted", type_changed: "another type" },
};

export function FileChange({ file, open }: { file: ChangedFile; open: boolean }) {
  const { path, change, insertions, deletions, body } = file;
  const short = body !== "" && (insertions ?? 0) + (deletions ?? 0) <= SHORT_LINES;
  return (
    <Folded
      open={open && short}
      summary={
        <>
          <Text span size="sm" ff="monospace" className="break" flex={1}>
            {path}
          </Text>
          <Sign color="gray" word={WORDS[change]} />
          <Text span size="sm">
            <Counts insertions={insertions} deletions={deletions} />
          </Text>
        </>
      }
    >
      {() => (body === "" ? <Bodiless file={file} /> : <Patch text={body} />)}
    </Folded>
  );
}

function Bodiless({ file: { text, binary } }: { file: ChangedFile }) {
  const why = text === undefined ? "It is beyond what is kept." : "No line of it differs, only its mode.";
  return (
    <Text size="sm" c="dimmed" p="xs">
      {binary ? "It is no text. The patch has its bytes." : why}
    </Text>
  );
}
