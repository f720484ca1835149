/** What a project is called unless somebody says otherwise: the end of its address or path. */
export function nameFrom(where: string): string {
  const [, name = ""] = /([^/:]+?)(?:\.git)?\/*$/.exec(where.trim()) ?? [];
  return name;
}
