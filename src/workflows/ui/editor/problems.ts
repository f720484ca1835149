/** What the server finds wrong with a graph, each by its path: `nodes.3.prompt`. */
export type Problems = readonly { path: string; message: string }[];
