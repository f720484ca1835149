/** What differs between two graphs, as lines of YAML. Empty where nothing does. */
export async function patchOf(before: unknown, after: unknown): Promise<string> {
  const [{ createTwoFilesPatch }, { stringify }] = await Promise.all([import("diff"), import("yaml")]);
  const [from, to] = [stringify(before), stringify(after)];
  return from === to ? "" : createTwoFilesPatch("", "", from, to, "", "", { context: 2 });
}
