import type { Command } from "commander";
import { answer, connect } from "./api.ts";
import type { Io } from "./io.ts";
import { type Asking, addGet, addList, asks, print } from "./resource.ts";

export function addDeliveries(agented: Command, io: Io): void {
  const deliveries = agented.command("deliveries").description("what came in, and what it meant to each trigger");
  const filters = {
    source: "of this source",
    status: "with this status",
    trigger_id: "held against this trigger",
    event: "of this event, as GitHub calls it",
    repository: "of this repository, as owner/name",
    since: "received then or later, as an ISO instant",
  };
  addList(
    deliveries,
    io,
    {
      about: "list deliveries, newest first",
      filters,
      page: (api, query) => answer(api.deliveries.index.$get({ query })),
    },
    (page) => page.deliveries,
    [
      ["id", ({ id }) => id],
      ["source", ({ source }) => source],
      ["status", ({ status }) => status],
      ["event", ({ event }) => event],
      ["repository", ({ repository }) => repository],
      ["received", ({ received_at }) => received_at],
    ],
  );
  addGet(deliveries, io, "one delivery with its body and its verdicts", (api, id) =>
    answer(api.deliveries[":id"].$get({ param: { id } })),
  );
  asks(deliveries.command("replay <id>").description("take a delivery once more, as it came")).action(
    async (id: string, { url, json }: Asking) => {
      const receipt = await answer(connect(io, url).deliveries[":id"].replay.$post({ param: { id }, json: {} }));
      if (json) print(io, receipt);
      else io.out(`${[receipt.delivery_id, ...receipt.execution_ids].join(" ")}\n`);
    },
  );
}
