import { Sign } from "~/ui/parts/sign.tsx";
import type { Severity } from "../model.ts";

/** The worst first. */
const COLORS: Record<Severity, string> = {
  ...{ critical: "red", high: "orange", medium: "yellow", low: "ink", info: "gray" },
};
export const SEVERITIES = Object.keys(COLORS) as Severity[];

export function SeveritySign({ severity }: { severity: Severity }) {
  return <Sign word={severity} color={COLORS[severity]} />;
}
