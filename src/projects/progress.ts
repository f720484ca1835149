const LINE = /(Enumerating|Counting|Compressing|Receiving|Resolving)[a-z ]*:\s+(\d+)%/g;

export interface Progress {
  phase: string;
  percent: number;
}

/** How far git says it is, when this piece of its stderr says so. */
export function readProgress(text: string): Progress | undefined {
  const [, phase, percent] = [...text.matchAll(LINE)].at(-1) ?? [];
  return phase && percent ? { phase: phase.toLowerCase(), percent: Number(percent) } : undefined;
}
