import "./json-view.css";
import { Button } from "@mantine/core";
import { useClipboard } from "@mantine/hooks";
import { ChevronRight } from "lucide-react";
import { useState } from "react";
import { entriesOf, linesOf } from "./json-lines.ts";

const SHOWN_AT_ONCE = 100;
const LONG_TEXT = 2_000;
/** What takes no more lines is unfolded from the start. */
const SMALL = 24;

/**
 * A JSON value, indented and foldable. Only what is unfolded is drawn, and a hundred entries of it at a time, so a value
 * of any size may be given.
 */
export function JsonView({ value, label }: { value: unknown; label: string }) {
  const { copied, copy } = useClipboard();
  return (
    <section className="json" aria-label={label}>
      <Button
        className="json-copy no-print"
        size="compact-xs"
        variant="default"
        onClick={() => copy(JSON.stringify(value, null, 2))}
      >
        {copied ? "Copied" : "Copy"}
      </Button>
      <Node value={value} unfolded />
    </section>
  );
}

interface Named {
  name?: string;
  value: unknown;
}

function Node({ name, value, unfolded }: Named & { unfolded?: boolean }) {
  const entries = entriesOf(value);
  if (entries === undefined || entries.length === 0)
    return (
      <div className="json-line">
        <Key name={name} />
        <Leaf value={value} />
      </div>
    );
  return <Branch name={name} value={value} entries={entries} unfolded={unfolded ?? linesOf(value, SMALL) < SMALL} />;
}

function Branch({ name, value, entries, unfolded }: Named & { entries: [string, unknown][]; unfolded: boolean }) {
  const [open, setOpen] = useState(unfolded);
  const [shown, setShown] = useState(SHOWN_AT_ONCE);
  const isList = Array.isArray(value);
  const [begin, end] = isList ? "[]" : "{}";
  return (
    <>
      <div>
        <button type="button" aria-expanded={open} onClick={() => setOpen(!open)}>
          <ChevronRight className="json-arrow" size={14} aria-hidden />
          <Key name={name} />
          {begin}
          {!open && (
            <>
              …{end} <span className="json-count">{countOf(entries.length, isList)}</span>
            </>
          )}
        </button>
      </div>
      {open && (
        <>
          <div className="json-inside">
            {entries.slice(0, shown).map(([inner, value]) => (
              <Node key={inner} name={isList ? undefined : inner} value={value} />
            ))}
            {entries.length > shown && (
              <button type="button" className="json-more" onClick={() => setShown(shown + SHOWN_AT_ONCE)}>
                {(entries.length - shown).toLocaleString("en")} more
              </button>
            )}
          </div>
          <div className="json-line">{end}</div>
        </>
      )}
    </>
  );
}

function countOf(count: number, isList: boolean): string {
  const [one, many] = isList ? ["entry", "entries"] : ["field", "fields"];
  return `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
}

function Key({ name }: { name: string | undefined }) {
  return name === undefined ? null : (
    <>
      <span className="json-key">{name}</span>:{" "}
    </>
  );
}

function Leaf({ value }: { value: unknown }) {
  if (typeof value === "string") return <LongText text={value} />;
  return <span className={typeof value === "number" ? "json-number" : "json-word"}>{JSON.stringify(value)}</span>;
}

function LongText({ text }: { text: string }) {
  const [whole, setWhole] = useState(text.length <= LONG_TEXT);
  return (
    <>
      <span className="json-text">{JSON.stringify(whole ? text : `${text.slice(0, LONG_TEXT)}…`)}</span>
      {!whole && (
        <button type="button" className="json-more" onClick={() => setWhole(true)}>
          all {text.length.toLocaleString("en")} characters
        </button>
      )}
    </>
  );
}
