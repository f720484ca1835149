import type { Edge } from "./graph.ts";
import { isFailure, type RunStatus } from "./status.ts";

/** How a node ended, as far as the way on depends on it. */
export interface Ended {
  status: RunStatus;
  port: string | null;
}

/** What a walk needs of a graph. */
export interface Shape {
  nodes: readonly { id: string; optional: boolean }[];
  edges: readonly Edge[];
}

/**
 * Where a run may go: a node begins when every way to it is decided and one leads to it, and is skipped when none does.
 * A branch not taken is so the same as a join that waits for nothing; neither is a case of its own.
 */
export class Walk {
  /** They may begin; whoever begins one takes it out. */
  readonly ready = new Set<string>();
  /** Nothing leads to them any more; they need not be settled. */
  readonly dead: string[] = [];
  #optional: ReadonlySet<string>;
  #out = new Map<string, Edge[]>();
  #open = new Map<string, number>();
  #live = new Set<string>();
  #undecided: number;

  constructor({ nodes, edges }: Shape) {
    this.#optional = new Set(nodes.filter(({ optional }) => optional).map(({ id }) => id));
    this.#undecided = nodes.length;
    for (const { id } of nodes) this.#open.set(id, 0);
    for (const edge of edges) {
      this.#open.set(edge.to, (this.#open.get(edge.to) ?? 0) + 1);
      const out = this.#out.get(edge.from);
      if (out) out.push(edge);
      else this.#out.set(edge.from, [edge]);
    }
    for (const [id, open] of this.#open) if (open === 0) this.ready.add(id);
  }

  /** Every node has ended or been skipped. */
  get isOver(): boolean {
    return this.#undecided === 0;
  }

  /** Says how a node ended, and decides by it what follows. */
  settle(id: string, ended: Ended): void {
    const settled: [string, Ended][] = [[id, ended]];
    for (let next = settled.pop(); next; next = settled.pop()) {
      const [from, how] = next;
      this.ready.delete(from);
      this.#undecided--;
      for (const edge of this.#out.get(from) ?? []) {
        if (this.#leads(edge, how)) this.#live.add(edge.to);
        const open = (this.#open.get(edge.to) ?? 0) - 1;
        this.#open.set(edge.to, open);
        if (open > 0) continue;
        if (this.#live.has(edge.to)) this.ready.add(edge.to);
        else {
          this.dead.push(edge.to);
          settled.push([edge.to, SKIPPED]);
        }
      }
    }
  }

  #leads({ from, when }: Edge, { status, port }: Ended): boolean {
    if (status === "skipped" || status === "cancelled") return false;
    const failed = isFailure(status);
    if (when === "always") return true;
    if (when === "failure") return failed;
    if (when === "success") return !failed || this.#optional.has(from);
    return !failed && port === when;
  }
}

const SKIPPED: Ended = { status: "skipped", port: null };

/** Whether a failure of this node is provided for: it is optional, or a way leads on from it. */
export function isHandled({ nodes, edges }: Shape, id: string): boolean {
  if (nodes.some((node) => node.id === id && node.optional)) return true;
  return edges.some(({ from, when }) => from === id && (when === "failure" || when === "always"));
}
