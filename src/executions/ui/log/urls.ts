/** Of http alone: what a program prints is no reason to run anything. */
const URLS = /https?:\/\/[^\s<>"'`\\{}|^]+/g;
/** What stands behind an address in a sentence belongs to the sentence. */
const TRAILING = /(?:[.,;:!?]|\*+)+$/;

export interface Span {
  text: string;
  href?: string;
}

/** Text with the addresses in it told apart. */
export function spansOf(text: string): Span[] {
  if (!text.includes("://")) return [{ text }];
  const spans: Span[] = [];
  let end = 0;
  for (const { 0: found, index } of text.matchAll(URLS)) {
    const href = balanced(found.replace(TRAILING, ""));
    if (!URL.canParse(href)) continue;
    if (index > end) spans.push({ text: text.slice(end, index) });
    spans.push({ text: href, href });
    end = index + href.length;
  }
  if (end < text.length) spans.push({ text: text.slice(end) });
  return spans;
}

/** A closing bracket that was opened before the address is not part of it. */
function balanced(href: string): string {
  const count = (of: string) => href.split(of).length;
  const outside = (href.endsWith(")") && count(")") > count("(")) || (href.endsWith("]") && count("]") > count("["));
  return outside ? balanced(href.slice(0, -1).replace(TRAILING, "")) : href;
}
