export { SnippetInput } from "./model.ts";
export { namesIn } from "./names.ts";
export { snippetRoutes } from "./routes.ts";
export { createSnippet, deleteSnippet, updateSnippet } from "./save.ts";
export { listSnippets, snippetsIn, type Users } from "./store.ts";
