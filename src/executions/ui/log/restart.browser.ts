import { expect, test } from "bun:test";
import type { Page } from "playwright-core";
import type { Client } from "~/testing/client.ts";
import { signedIn } from "~/testing/pages.ts";
import { spawnServer } from "~/testing/server.ts";
import { until } from "~/testing/until.ts";

const LINES = 2_000;
/** In bursts: while the page looks on, while there is no server, and when both are there again. */
const PRINT = `
print() { i=$1; while [ $i -le $2 ]; do echo "line $i"; [ $((i%10)) = 0 ] && sleep 0.01; i=$((i+1)); done; }
wait_for() { until [ -e $1 ]; do sleep 0.05; done; }
wait_for looked; print 1 700; wait_for killed; print 701 1300; wait_for back; print 1301 ${LINES}`;

type Told = [seq: number, text: string][];

/** Keeps what the page is told of the log, as it is told. */
function listen(): void {
  const told: Told = [];
  Object.assign(window, { told });
  const hear = MessagePort.prototype.addEventListener;
  MessagePort.prototype.addEventListener = function (this: MessagePort, ...given: Parameters<typeof hear>) {
    hear.call(this, "message", (event) => {
      const { data } = event as MessageEvent;
      if (data.kind === "lines") for (const { seq, text } of data.lines) told.push([seq, text]);
    });
    return hear.apply(this, given);
  };
}

/** Every line that is drawn while one scrolls from the first to the last. */
function drawn(page: Page): Promise<Told> {
  return page.evaluate(async () => {
    const frame = () => new Promise(requestAnimationFrame);
    const box = document.querySelector(".log");
    if (!box) throw new Error("there is no log");
    const seen = new Map<number, string>();
    const look = () => {
      const rows = [...document.querySelectorAll<HTMLElement>(".log-line")];
      const fresh = rows.map(
        (row) => [Number(row.dataset.seq), row.querySelector(".log-text")?.textContent ?? ""] as const,
      );
      if (new Set(fresh.map(([seq]) => seq)).size < fresh.length) throw new Error("a line is drawn twice");
      for (const [seq, text] of fresh) if (text !== "…") seen.set(seq, text);
      return fresh.some(([, text]) => text === "…");
    };
    for (let top = 0; top < box.scrollHeight; top += 400) {
      box.scrollTop = top;
      await frame();
      await frame();
      while (look()) await frame();
    }
    return [...seen].sort(([one], [other]) => one - other);
  });
}

async function stored(client: Client, id: string): Promise<Told> {
  const { lines } = await client.call("GET", `/admin/executions/${id}/lines?limit=10000`);
  return lines.map(({ seq, text }: { seq: number; text: string }) => [seq, text]);
}

test("a server that is killed and comes back under an open log leaves no gap in it and doubles no line", async () => {
  const first = await spawnServer();
  const id = await first.client.start(["sh", "-c", PRINT]);
  await using browsing = await signedIn(first.client, "/executions");
  const { page } = browsing;
  await page.addInitScript(listen);
  await page.goto(`${first.client.url}/executions/${id}`);
  const told = () => page.evaluate<Told>("told");
  const { working_dir } = await first.client.execution(id);
  const tell = (word: string) => Bun.write(`${working_dir}/${word}`, "");
  await page.getByRole("status", { name: "The stream is live" }).waitFor();
  await page.getByText("No line yet.").waitFor();
  await tell("looked");
  await until("a part of the log", async () => (await told()).length > 200, 30_000);
  await first.kill("SIGKILL");
  await tell("killed");
  await page.getByText("The server cannot be heard").waitFor();
  const env = { AGENTED_DATA_DIR: first.data_dir, PORT: new URL(first.client.url).port };
  await using second = await spawnServer(env);
  await page.getByRole("status", { name: "The stream is live" }).waitFor();
  await tell("back");
  await page.locator(`.log-line[data-seq="${LINES}"]`).waitFor();
  const lines = await stored(second.client, id);
  expect(lines).toEqual(Array.from({ length: LINES }, (_, at) => [at + 1, `line ${at + 1}`]));
  expect(await told()).toEqual(lines);
  expect(await drawn(page)).toEqual(lines);
}, 90_000);
