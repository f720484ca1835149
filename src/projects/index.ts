export type { ChangedFile } from "./diff.ts";
export { type Kept, keep } from "./keep.ts";
export { ProductInput, ProjectInput } from "./model.ts";
export { productRoutes } from "./product-routes.ts";
export { createProduct, deleteProduct, updateProduct } from "./products.ts";
export { type Pushed, pushBranch } from "./push.ts";
export { Ref } from "./refs.ts";
export { projectRoutes } from "./routes.ts";
export { dropProject, type Hold, insertProject, settleNew, updateProject } from "./save.ts";
export { startProjects } from "./start.ts";
export {
  findProject,
  getProject,
  githubRepositoryOf,
  listProducts,
  listProjects,
  type ProjectRow,
  projectByRepo,
} from "./store.ts";
export { checkRef, ownWorktree, type Whereabouts, whereabouts, workdir } from "./workdir.ts";
export { worktreeRoutes } from "./worktree-routes.ts";
export { findWorktree, release } from "./worktree-store.ts";
