/** What the sign of a tab says at a glance. */
export type Signal = "idle" | "running" | "offline";

const INK = "#3763c9";
const COLORS: Record<Signal, string> = { idle: INK, running: "#0ca678", offline: "#868e96" };

/** An A on a tile; what runs is a dot at its corner, and who hears nothing is gray. */
export function favicon(signal: Signal): string {
  const tile = signal === "offline" ? COLORS.offline : INK;
  const dot = `<circle cx="25" cy="7" r="6.5" fill="${COLORS.running}" stroke="#fff" stroke-width="1.5"/>`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect y="1" width="31" height="31" rx="7" \
fill="${tile}"/><path d="M9 25l6.5-17h1L23 25m-11.500-6h9" fill="none" stroke="#fff" stroke-width="3" \
stroke-linecap="round" stroke-linejoin="round"/>${signal === "running" ? dot : ""}</svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}

/** `2 running · Executions · Agented`; Home is Agented itself. */
export function titleOf(page: string | undefined, running: number): string {
  const parts = [running > 0 && `${running} running`, page !== "Home" && page, "Agented"];
  return parts.filter(Boolean).join(" · ");
}
