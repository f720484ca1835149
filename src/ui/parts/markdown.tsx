import { Text, Typography } from "@mantine/core";
import DOMPurify from "dompurify";
import { Marked } from "marked";
import { useLayoutEffect, useMemo, useRef } from "react";
import "./markdown.css";

/** Of a longer text a hostile one could hold the page up for many seconds: it is shown as it is. */
const MOST_CHARACTERS = 20_000;

/** What somebody else wrote, as markdown. Nothing of it is run, and nothing is asked of another host. */
export function Markdown({ text }: { text: string }) {
  const box = useRef<HTMLDivElement>(null);
  const content = useMemo(() => harmless(text), [text]);
  useLayoutEffect(() => {
    if (content) box.current?.replaceChildren(content.cloneNode(true));
  }, [content]);
  if (!content) return <Text className="plain">{text}</Text>;
  return (
    <Typography>
      <div ref={box} className="markdown" />
    </Typography>
  );
}

const TAGS =
  "a b blockquote br code del details em h2 h3 h4 h5 h6 hr i kbd li ol p pre s strong sub summary sup table tbody td th thead tr ul";

function harmless(text: string): DocumentFragment | undefined {
  const html = htmlOf(text);
  if (html === undefined) return undefined;
  const content = DOMPurify.sanitize(html, {
    ...{ RETURN_DOM_FRAGMENT: true, ALLOW_DATA_ATTR: false, ALLOW_ARIA_ATTR: false },
    ...{ ALLOWED_TAGS: TAGS.split(" "), ALLOWED_ATTR: ["href", "title", "start", "open"] },
    ALLOWED_URI_REGEXP: /^(?:https?|mailto):/i,
  });
  for (const link of content.querySelectorAll("a")) {
    link.target = "_blank";
    link.rel = "noopener noreferrer nofollow";
  }
  // What scrolls must be reached by the keyboard.
  for (const table of content.querySelectorAll("table")) table.tabIndex = 0;
  return content;
}

function htmlOf(text: string): string | undefined {
  if (text.length > MOST_CHARACTERS) return undefined;
  try {
    return marked.parse(text, { async: false });
  } catch {
    // Nested so deep that the parser gives up.
    return undefined;
  }
}

/** Tags that answers use and that carry nothing; all other HTML is shown as it was written. */
const BARE = /&lt;(\/?(?:br|details|kbd|sub|summary|sup)\s*\/?)&gt;/gi;

/** The page has the first heading itself; a picture is asked for when somebody follows its link. */
const marked = new Marked({
  gfm: true,
  renderer: {
    heading({ tokens, depth }) {
      const level = Math.min(depth + 1, 6);
      return `<h${level}>${this.parser.parseInline(tokens)}</h${level}>`;
    },
    image({ raw, href, title, text }) {
      const name = text || "picture";
      return this.link({ type: "link", raw, href, title, text, tokens: [{ type: "text", raw: name, text: name }] });
    },
    html: ({ text }) => escaped(text).replace(BARE, "<$1>"),
    checkbox: ({ checked }) => (checked ? "☑ " : "☐ "),
  },
});

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
