interface Named {
  id: string;
  name: string;
}

interface Of {
  kind: string;
  /** What its ids begin with. */
  prefix: string;
  page(query: { limit: string; cursor?: string }): Promise<{ found: readonly Named[]; next_cursor: string | null }>;
}

/** The id that a word is or names. A name that several have is nobody's. */
export async function idOf(word: string, { kind, prefix, page }: Of): Promise<string> {
  if (new RegExp(`^${prefix}-[0-9a-z]+$`).test(word)) return word;
  const ids: string[] = [];
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const { found, next_cursor } = await page({ limit: "200", ...(cursor && { cursor }) });
    for (const { id, name } of found) if (name === word) ids.push(id);
    cursor = next_cursor;
  }
  const [id] = ids;
  if (id === undefined) throw new Error(`there is no ${kind} ${word}: agented ${kind}s list shows them`);
  if (ids.length > 1) throw new Error(`several ${kind}s are called ${word}: take one of ${ids.join(", ")}`);
  return id;
}
