/** The field if it holds one of the values that are known. */
export function readOneOf<Name extends string, Value>(
  search: Record<string, unknown>,
  name: Name,
  known: readonly Value[],
): { [Field in Name]?: Value } {
  const value = known.find((one) => one === search[name]);
  return (value === undefined ? {} : { [name]: value }) as { [Field in Name]?: Value };
}

/** Those of these fields that the address has a text for. */
export function readTexts<Name extends string>(
  search: Record<string, unknown>,
  names: readonly Name[],
): { [Field in Name]?: string } {
  const texts = names.map((name) => [name, textOf(search[name])] as const).filter(([, text]) => text !== "");
  return Object.fromEntries(texts) as { [Field in Name]?: string };
}

/** The router reads `?text=404` as a number and `?text=true` as a truth. */
function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  return typeof value === "boolean" || Number.isSafeInteger(value) ? String(value) : "";
}
