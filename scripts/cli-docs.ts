/** Writes the part of docs/cli.md that is every command's `--help`; a test holds it to that. */
import { cliReference, HEAD } from "../src/testing/cli-reference.ts";

const page = Bun.file(new URL("../docs/cli.md", import.meta.url));
const [words = ""] = (await page.text()).split(HEAD);
await page.write(words + cliReference());
