/** A request as somebody pastes it into a shell. The key is named there and never shown. */
export function curlOf(method: string, path: string, body?: unknown, origin = location.origin): string {
  const parts = [`curl -X ${method} ${quoted(new URL(path, origin).href)}`, `-H "X-API-Key: $AGENTED_API_KEY"`];
  if (body !== undefined)
    parts.push(`-H 'Content-Type: application/json'`, `--data-raw ${quoted(JSON.stringify(body))}`);
  return parts.join(" \\\n  ");
}

/** One word for a POSIX shell, whatever is in it. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
