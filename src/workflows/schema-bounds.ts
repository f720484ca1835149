/** Subschemas, each as often as it is reached. */
const MOST_PARTS = 2_000;
const DEEPEST = 32;

/** What of a schema could make its use endless, as words behind its name; undefined when nothing could. */
export function oddityOf(root: Record<string, unknown>): string | undefined {
  let parts = 0;
  const look = (value: unknown, depth: number, within: readonly string[]): string | undefined => {
    if (typeof value !== "object" || value === null) return undefined;
    if (++parts > MOST_PARTS) return `may have ${MOST_PARTS} parts at most, each as often as a $ref leads to it`;
    if (depth > DEEPEST) return `may be nested ${DEEPEST} deep at most`;
    if (!Array.isArray(value)) {
      if (AMISS.some((name) => isSaid(value, name))) return `must do without ${AMISS.join(", ")}`;
      const ref = (value as { $ref?: unknown }).$ref;
      if (typeof ref === "string") {
        if (within.includes(ref)) return `must not lead back to itself by the $ref ${ref}`;
        const target = targetOf(root, ref);
        if (target === undefined) return `has a $ref ${ref} that leads nowhere in it: write it as #/$defs/<name>`;
        const odd = look(target, depth + 1, [...within, ref]);
        if (odd) return odd;
      }
    }
    for (const one of Object.values(value)) {
      const odd = look(one, depth + 1, within);
      if (odd) return odd;
    }
    return undefined;
  };
  return look(root, 0, ["#"]);
}

/** Waiting for an answer, leading elsewhere, and being known under a name. */
const AMISS = ["$async", "$dynamicRef", "$recursiveRef", "$id", "$anchor", "$dynamicAnchor"];

/** A property may have such a name: what stands under it is a schema then. */
const isSaid = (schema: object, name: string) =>
  Object.hasOwn(schema, name) && typeof (schema as Record<string, unknown>)[name] !== "object";

function targetOf(root: unknown, ref: string): unknown {
  if (!ref.startsWith("#/")) return undefined;
  let found: unknown = root;
  for (const step of ref.slice(2).split("/")) {
    const key = decodeURIComponent(step).replaceAll("~1", "/").replaceAll("~0", "~");
    if (typeof found !== "object" || found === null || !Object.hasOwn(found, key)) return undefined;
    found = (found as Record<string, unknown>)[key];
  }
  return found;
}
