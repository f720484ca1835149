/** Files that are imported for where they lie, or laid into the page. */
declare module "*.css";
declare module "swagger-ui-dist/swagger-ui-bundle.js";
