import type { Script } from "./script.ts";
import { followByMany } from "./sse-crowd.ts";
import { followPaced } from "./sse-paced.ts";
import { followSilence } from "./sse-silent.ts";

export const sse: Script = {
  name: "sse",
  what: "readers that stall, reconnect, come by the thousand or hear nothing for long",
  async run(options) {
    const { root, short } = options;
    const silence = followSilence(root, short ? 21 : 60);
    const paced = await followPaced(options);
    const told = [paced, await followByMany(root), await silence];
    return {
      rounds: told.length,
      failures: told.flatMap(({ faults }) => faults),
      figure: told.map(({ figure }) => figure).join("; "),
    };
  },
};
