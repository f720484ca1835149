import type { CSSProperties } from "react";
import { inkOn, parseRgb, readable } from "./colors.ts";
import type { Look } from "./sgr.ts";
import type { Piece } from "./terminal.ts";
import { spansOf } from "./urls.ts";

/** Pieces in their colours: classes for the sixteen, the style property for the others, as the page's policy asks. */
export function Ansi({ pieces }: { pieces: readonly Piece[] }) {
  return pieces.map(({ text, look }, i) => {
    const style = styleOf(look);
    return (
      // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one line stay in their order
      <span key={i} className={classesOf(look)} {...(style && { style })}>
        <Linked text={text} />
      </span>
    );
  });
}

function Linked({ text }: { text: string }) {
  return spansOf(text).map(({ text, href }, i) =>
    href === undefined ? (
      text
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one line stay in their order
      <a key={i} className="log-url" href={href} target="_blank" rel="noopener noreferrer" tabIndex={-1}>
        {text}
      </a>
    ),
  );
}

const isRgb = (color: string | undefined) => color?.includes(",") === true;

/** Reversed, the letters' colour is the ground; its letters are ours then. */
function turned({ fg, bg, marks }: Look): Pick<Look, "fg" | "bg"> {
  return marks.includes("reverse") ? { bg: fg ?? "white" } : { ...(fg && { fg }), ...(bg && { bg }) };
}

function classesOf(look: Look): string {
  const { fg, bg } = turned(look);
  const color = isRgb(fg) ? "rgb" : fg;
  return [color, bg && !isRgb(bg) && `${bg}-bg`, ...look.marks]
    .filter(Boolean)
    .map((name) => `ansi-${name}`)
    .join(" ");
}

/** On a ground of a program's own the letters are ours: it may have thought of another screen. */
function styleOf(look: Look): CSSProperties | undefined {
  const { fg, bg } = turned(look);
  if (bg && isRgb(bg)) return { backgroundColor: `rgb(${bg})`, color: inkOn(parseRgb(bg)) };
  if (!fg || !isRgb(fg) || bg) return undefined;
  const { light, dark } = readable(parseRgb(fg));
  return { "--light": `rgb(${light})`, "--dark": `rgb(${dark})` } as CSSProperties;
}
