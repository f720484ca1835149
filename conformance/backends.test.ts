import { expect, test } from "bun:test";
import { CLIS } from "./clis/index.ts";
import { openRig } from "./rig.ts";

test("all four are found, in their version and logged in", async () => {
  await using rig = await openRig();
  const { backends } = await rig.server.client.call("GET", "/admin/backends");
  for (const { id, version, measured } of CLIS) {
    expect(version).toBe(measured);
    const found = backends.find((backend: { id: string }) => backend.id === id);
    expect(found).toMatchObject({ installed: true, version, logged_in: true, next_step: null });
    console.log(`under test: ${found.title} ${found.version}`);
  }
});

test("none of them is logged in without its variables and files", async () => {
  const names = [...CLIS.map(({ key }) => key), "OPENCODE_CONFIG_CONTENT"];
  await using rig = await openRig(Object.fromEntries(names.map((name) => [name, ""])));
  const { backends } = await rig.server.client.call("GET", "/admin/backends");
  const said = CLIS.map(({ id }) => backends.find((backend: { id: string }) => backend.id === id));
  expect(said.map(({ logged_in }) => logged_in)).toEqual([false, false, false, false]);
  expect(said.every(({ next_step }) => /^Log in: /.test(next_step))).toBe(true);
});
