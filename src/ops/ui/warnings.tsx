import { Alert, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { DatabaseBackup, HardDrive } from "lucide-react";
import { TextLink } from "~/ui/parts/link.tsx";
import { Ago, useNow } from "~/ui/parts/time.tsx";
import { storageQuery } from "./api.ts";

const OLD_MS = 7 * 86_400_000;

/** What somebody must do something about: a disk without room, a backup that is old. */
export function Warnings({ lastBackupAt }: { lastBackupAt: string | null }) {
  const { data } = useQuery(storageQuery);
  const now = useNow();
  const old = lastBackupAt !== null && now - Date.parse(lastBackupAt) > OLD_MS;
  if (!data?.disk.banner && !old) return null;
  return (
    <Stack gap="sm">
      {data?.disk.banner && (
        <Alert
          color={data.disk.state === "full" ? "red" : "orange"}
          role="alert"
          icon={<HardDrive size={18} aria-hidden />}
          title={data.disk.state === "full" ? "The disk is full" : "The disk is nearly full"}
        >
          {data.disk.banner}
        </Alert>
      )}
      {old && (
        <Alert color="yellow" icon={<DatabaseBackup size={18} aria-hidden />} title="The last backup is old">
          <Text size="sm">
            It was made <Ago at={lastBackupAt} />.{" "}
            <TextLink to="/settings/backups" underline="always">
              Back up now
            </TextLink>
          </Text>
        </Alert>
      )}
    </Stack>
  );
}
