/** The paths that the browser's own router knows: each is answered with the same page. */
export const PAGES = ["/", "/sign-in", "/executions", "/executions/{id}"] as const;
