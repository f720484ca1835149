import { backends } from "~/backends/index.ts";
import { SETTINGS } from "~/config.ts";

/** The text of `.env.example`, made from the settings and the backends' own variables. */
export function envExample(): string {
  const settings = Object.entries(SETTINGS).map(([name, { doc, example }]) => `# ${doc}\n# ${name}=${example}\n`);
  const accounts = Object.values(backends)
    .filter((backend) => backend.variables.length > 0)
    .map((backend) => {
      const names = backend.variables.map((name) => `# ${name}=\n`).join("");
      return `# ${backend.title}: handed to this backend's children alone.\n${names}`;
    });
  return [
    "# Every setting of the server with its default. Remove the leading # to set one; an empty value means unset.\n",
    ...settings,
    "# The default account of each backend. A CLI that is logged in by its own command needs none of these.\n",
    ...accounts,
  ].join("\n");
}
