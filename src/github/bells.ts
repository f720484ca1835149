/** There is something to do on GitHub. */
export const ACTIONS = "github actions";
