/** Something of a run is due, or may be. */
export const RUNS = "workflow runs";
export const runBell = (id: string) => `run ${id}`;
