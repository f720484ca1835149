import { Button, Group, SegmentedControl, Stack, TextInput, Title } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { ok } from "~/ui/api.ts";
import { ProblemNote } from "~/ui/parts/failed.tsx";
import { faultsOf, fieldFaults } from "~/ui/parts/faults.ts";
import type { Project, ProjectPatch } from "../model.ts";
import { api } from "./api.ts";
import { CloneFields, CommonFields } from "./fields.tsx";
import { nameFrom } from "./name-from.ts";

const KINDS: { value: Project["kind"]; label: string }[] = [
  { value: "git", label: "Git repository" },
  { value: "local", label: "Local directory" },
];

/** The fields that are not folded. */
const SHOWN = new Set(["url", "path", "name"]);

export function NewProject() {
  const navigate = useNavigate();
  const [kind, setKind] = useState<Project["kind"]>("git");
  const [where, setWhere] = useState("");
  const [given, setGiven] = useState<ProjectPatch>({});
  const set = (patch: ProjectPatch) => setGiven({ ...given, ...patch });
  const name = given.name ?? nameFrom(where);
  const create = useMutation({
    mutationFn: () => ok(api.index.$post({ json: { kind, ...given, name, [kind === "git" ? "url" : "path"]: where } })),
    onSuccess: ({ id }) => navigate({ to: "/projects/$id", params: { id } }),
  });
  const faults = faultsOf(create.error);
  const isFolded = fieldFaults(create.error).every(({ path }) => SHOWN.has(path));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate();
  };
  const choose = (chosen: string) => {
    setKind(chosen as Project["kind"]);
    setGiven({ name: given.name });
    create.reset();
  };
  return (
    <Stack maw={480}>
      <Title order={1} size="h3">
        New project
      </Title>
      <form onSubmit={submit}>
        <Stack>
          {create.error && fieldFaults(create.error).length === 0 && <ProblemNote error={create.error} />}
          <SegmentedControl aria-label="Kind" value={kind} onChange={choose} data={KINDS} />
          <TextInput
            label={kind === "git" ? "Address" : "Path"}
            description={
              kind === "git"
                ? "https or ssh, without a password in it. It is cloned in the background."
                : "A directory of the server. Executions work in it as it is, all in one."
            }
            placeholder={kind === "git" ? "https://github.com/owner/name" : "/srv/name"}
            required
            value={where}
            onChange={(event) => setWhere(event.currentTarget.value)}
            error={faults("url") ?? faults("path")}
          />
          <TextInput
            label="Name"
            required
            value={name}
            onChange={(event) => set({ name: event.currentTarget.value })}
            error={faults("name")}
          />
          <details open={!isFolded}>
            <summary>More</summary>
            <Stack mt="sm">
              {kind === "git" && <CloneFields value={given} set={set} faults={faults} />}
              <CommonFields value={given} set={set} faults={faults} />
            </Stack>
          </details>
          <Group>
            <Button type="submit" loading={create.isPending}>
              {kind === "git" ? "Clone it" : "Add it"}
            </Button>
            <Button component={Link} to="/projects" variant="default">
              Cancel
            </Button>
          </Group>
        </Stack>
      </form>
    </Stack>
  );
}
