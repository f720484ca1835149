/** What a systemd unit says: every value of each key, in order. Sections do not matter, for no key is in two of them. */
export function readUnit(text: string): Record<string, string[]> {
  const settings: Record<string, string[]> = {};
  for (const line of text.split("\n")) {
    const [, key, value] = /^(\w+)=(.*)$/.exec(line) ?? [];
    if (key !== undefined && value !== undefined) settings[key] = [...(settings[key] ?? []), value];
  }
  return settings;
}
