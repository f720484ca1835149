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
  const given = names.filter((name) => typeof search[name] === "string" && search[name] !== "");
  return Object.fromEntries(given.map((name) => [name, search[name]])) as { [Field in Name]?: string };
}
