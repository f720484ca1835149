/** What opens a repository at this address; undefined is somebody else's matter. */
export type TokenSource = (address: {
  host: string;
  repository: string;
}) => string | undefined | Promise<string | undefined>;

/** Who knows tokens of code hosts says so here; who needs one asks here and keeps it nowhere. */
export class Credentials {
  readonly #sources: TokenSource[] = [];

  /** Those that came later are asked first. */
  offer(source: TokenSource): void {
    this.#sources.unshift(source);
  }

  async tokenFor(address: { host: string; repository: string }): Promise<string | undefined> {
    for (const source of this.#sources) {
      const token = await source(address);
      if (token !== undefined) return token;
    }
    return undefined;
  }
}
