const SECRET = /auth|cookie|signature|token|secret|passw|key|credential|session|jwt/;
const COUNT_LIMIT = 100;
const VALUE_LIMIT = 1024;

/** The headers of a delivery as they are kept: nothing that opens a door, and not without end. */
export function redactHeaders(headers: Headers): Record<string, string> {
  const kept = [...headers].slice(0, COUNT_LIMIT);
  return Object.fromEntries(kept.map(([name, value]) => [name, SECRET.test(name) ? "[redacted]" : shorten(value)]));
}

function shorten(value: string): string {
  return value.length > VALUE_LIMIT ? `${value.slice(0, VALUE_LIMIT - 1)}…` : value;
}
