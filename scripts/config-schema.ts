/** Writes docs/config.schema.json, which a test holds to the models. */
import { configurationSchema } from "../src/configuration/index.ts";

await Bun.write(
  new URL("../docs/config.schema.json", import.meta.url),
  `${JSON.stringify(configurationSchema(), null, 2)}\n`,
);
