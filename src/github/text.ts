import type { Context } from "~/context.ts";
import { mark } from "~/kit/marker.ts";

/** GitHub takes 65,536 characters; our marks need a few. */
const MOST = 65_000;
const NOTHING = "\u200b";

/** The mark at the head of the one comment that later runs of a trigger edit. */
export function stickyMark(trigger_id: string): string {
  return `<!-- agented:${trigger_id} -->`;
}

/** The text that an execution posts: bounded, without secrets, and what nobody reads in it has no effect. */
export function posted(ctx: Context, text: string, execution_id: string): string {
  return mark(cut(disarm(ctx.redactor.redact(text))), execution_id);
}

/**
 * What an agent wrote may be what a stranger told it to write. So nobody is called by name (`@name`, however it is
 * written), no other bot is commanded (`/merge` at the head of a line), and no mark of ours is forged. In code blocks
 * too: which text is code is GitHub's to decide, not ours.
 */
export function disarm(text: string): string {
  return text
    .replace(/(?:@|&(?:#0*64|#x0*40|commat);)(?=\S)/gi, `@${NOTHING}`)
    .replace(/^([\s>*+-]*)\/(?=[a-z])/gim, `$1${NOTHING}/`)
    .replace(/<!--(?=\s*agented:)/gi, "&lt;!--");
}

/** At most so many characters; what is cut off says so. */
export function cut(text: string, most = MOST): string {
  if (text.length <= most) return text;
  const note = "\n\n… (cut: it was longer)";
  return `${text.slice(0, most - note.length).toWellFormed()}${note}`;
}
