/** What a feature does for those that stand below it and cannot import it: it says here how, at start. */
export class Seam<Filled> {
  #filled: Filled | undefined;

  fill(filled: Filled): void {
    this.#filled = filled;
  }

  get it(): Filled {
    if (!this.#filled) throw new Error("nobody has said yet how this is done");
    return this.#filled;
  }
}
