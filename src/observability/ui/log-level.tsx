import { Group, NativeSelect, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { hc } from "hono/client";
import { useState } from "react";
import { ok } from "~/ui/api.ts";
import { Loaded } from "~/ui/parts/loaded.tsx";
import { Ago } from "~/ui/parts/time.tsx";
import { toastProblem } from "~/ui/parts/toast.tsx";
import type { LogLevelState } from "../model.ts";
import type { logLevelRoutes } from "../routes.ts";

const api = hc<ReturnType<typeof logLevelRoutes>>("/admin/log-level");
const KEY = ["log-level"];
const LEVELS: LogLevelState["level"][] = ["debug", "info", "warn", "error", "silent"];
const MINUTE_MS = 60_000;
const SPANS = [
  { value: "15", label: "for 15 minutes" },
  { value: "60", label: "for an hour" },
  { value: "", label: "until the next start" },
];

/** How much is logged: more for a while, to look at something. */
export function LogLevel() {
  const queries = useQueryClient();
  const [minutes, setMinutes] = useState("15");
  const query = useQuery({ queryKey: KEY, queryFn: () => ok(api.index.$get()) });
  const turn = useMutation({
    mutationFn: (level: LogLevelState["level"]) => {
      const ends = minutes && new Date(Date.now() + Number(minutes) * MINUTE_MS).toISOString();
      return ok(api.index.$put({ json: { level, ...(ends && { expires_at: ends }) } }));
    },
    onSuccess: (state) => queries.setQueryData(KEY, state),
    onError: toastProblem,
  });
  return (
    <Loaded query={query}>
      {({ level, settings_level, expires_at }) => (
        <Group gap="xs" align="center">
          <NativeSelect
            size="xs"
            aria-label="Level of the log"
            value={level}
            data={LEVELS}
            disabled={turn.isPending}
            onChange={({ currentTarget }) => turn.mutate(currentTarget.value as LogLevelState["level"])}
          />
          <NativeSelect
            size="xs"
            aria-label="For how long a change holds"
            value={minutes}
            data={SPANS}
            onChange={({ currentTarget }) => setMinutes(currentTarget.value)}
          />
          <Text size="sm" c="dimmed">
            {level === settings_level ? "As LOG_LEVEL says." : `LOG_LEVEL says ${settings_level}.`}
            {expires_at && (
              <>
                {" "}
                That holds again <Ago at={expires_at} />.
              </>
            )}
          </Text>
        </Group>
      )}
    </Loaded>
  );
}
