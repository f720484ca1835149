/** What is imported `with { type: "file" }` is a path: in the checkout, or inside the executable. */
declare module "swagger-ui-dist/*" {
  const path: string;
  export default path;
}
