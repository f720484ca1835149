import { Button, Checkbox, Group, Text } from "@mantine/core";
import { useVirtualizer } from "@tanstack/react-virtual";
import { ArrowDown, Download } from "lucide-react";
import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import { useLive } from "~/ui/live/live.tsx";
import { isLive } from "~/ui/parts/status.tsx";
import type { Execution } from "../../model.ts";
import { linesAfter } from "../api.ts";
import "./log.css";
import { Lines } from "./lines.ts";
import { LogLine } from "./log-line.tsx";
import { Search, useSearchIn } from "./search.tsx";

const LINE_PX = 20;
/** So near to the end counts as at the end. */
const END_PX = 30;

/** The whole output: what is on screen is loaded, what comes is appended, and the end is followed until one scrolls up. */
export function Log({ execution: { id, last_seq, status } }: { execution: Execution }) {
  const [lines] = useState(
    () => new Lines(last_seq, async (after, limit) => (await linesAfter(id, after, limit)).lines),
  );
  useSyncExternalStore(lines.subscribe, () => lines.version);
  const { follow } = useLive();
  useEffect(() => follow(id, lines.last, (fresh) => lines.append(fresh)), [follow, id, lines]);

  const [looks, setLooks] = useState({ wrap: true, times: false });
  const box = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: lines.last,
    getScrollElement: () => box.current,
    estimateSize: () => LINE_PX,
    overscan: 30,
  });
  const shown = rows.getVirtualItems();
  const [first, last] = [shown[0]?.index ?? 0, shown.at(-1)?.index ?? 0];
  useEffect(() => lines.want(first + 1, last + 1), [lines, first, last]);

  const { following, setFollowing, onScroll } = useFollow(box);
  const count = lines.last;
  useEffect(() => {
    if (following && count > 0) rows.scrollToIndex(count - 1, { align: "end" });
  }, [following, count, rows]);

  const search = useSearchIn(id, (seq) => {
    setFollowing(false);
    rows.scrollToIndex(seq - 1, { align: "center" });
  });
  return (
    <div>
      <Group gap="sm" mb="xs" className="no-print">
        <Search search={search} />
        <Checkbox
          size="xs"
          label="Wrap"
          checked={looks.wrap}
          onChange={() => setLooks({ ...looks, wrap: !looks.wrap })}
        />
        <Checkbox
          size="xs"
          label="Times"
          checked={looks.times}
          onChange={() => setLooks({ ...looks, times: !looks.times })}
        />
        <Button
          component="a"
          size="compact-xs"
          variant="subtle"
          href={`/admin/executions/${id}/log`}
          leftSection={<Download size={12} aria-hidden />}
        >
          Raw
        </Button>
        <Text size="xs" c="dimmed" className="tabular">
          {count.toLocaleString("en")} lines
        </Text>
      </Group>
      {count === 0 && <Text c="dimmed">{isLive(status) ? "No line yet." : "It printed nothing."}</Text>}
      <div
        ref={box}
        className="log"
        data-wrap={looks.wrap}
        onScroll={onScroll}
        role="log"
        aria-live="off"
        aria-label="Output"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
        tabIndex={0}
      >
        <div style={{ height: rows.getTotalSize(), position: "relative" }}>
          <div className="log-rows" style={{ transform: `translateY(${shown[0]?.start ?? 0}px)` }}>
            {shown.map(({ index }) => (
              <LogLine
                key={index}
                ref={rows.measureElement}
                index={index}
                line={lines.at(index + 1)}
                times={looks.times}
                hit={search.at === index + 1}
              />
            ))}
          </div>
        </div>
      </div>
      {!following && isLive(status) && (
        <Button
          className="log-end no-print"
          size="compact-sm"
          leftSection={<ArrowDown size={14} aria-hidden />}
          onClick={() => setFollowing(true)}
        >
          Follow
        </Button>
      )}
    </div>
  );
}

/** Scrolling up lets go of the end, scrolling down to it takes it up again. */
function useFollow(box: React.RefObject<HTMLDivElement | null>) {
  const [following, setFollowing] = useState(true);
  const top = useRef(0);
  const onScroll = () => {
    const at = box.current;
    if (!at) return;
    const up = at.scrollTop < top.current - 1;
    top.current = at.scrollTop;
    const end = at.scrollHeight - at.clientHeight - at.scrollTop < END_PX;
    if (up && !end) setFollowing(false);
    else if (end) setFollowing(true);
  };
  return { following, setFollowing, onScroll };
}
