import { useNavigate, useRouterState } from "@tanstack/react-router";
import { useCallback } from "react";
import { toastDone } from "~/ui/parts/toast.tsx";

/** The line that the address names, as `#L123`. */
export function lineOf(hash: string): number | undefined {
  const seq = /^#?L(\d{1,9})$/.exec(hash)?.[1];
  return seq === undefined || Number(seq) < 1 ? undefined : Number(seq);
}

/** The marked line, and how another is marked: then the address names it, and it is copied where the browser lets us. */
export function useLineLink() {
  const marked = lineOf(useRouterState({ select: ({ location }) => location.hash }));
  const navigate = useNavigate();
  const mark = useCallback(
    async (seq: number) => {
      const to = { to: ".", hash: `L${seq}`, search: true, replace: true } as const;
      await navigate({ ...to, resetScroll: false, hashScrollIntoView: false });
      // Without TLS there is no clipboard.
      const copied = await navigator.clipboard?.writeText(location.href).then(
        () => true,
        () => false,
      );
      const where = copied ? "was copied" : "stands in the address bar";
      toastDone(`The link to line ${seq} ${where}.`);
    },
    [navigate],
  );
  return { marked, mark };
}
