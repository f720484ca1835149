import { expect, test } from "bun:test";
import { openTest } from "~/testing/server.ts";
import { Excerpts } from "./excerpts.ts";
import { indexPath, openIndex } from "./file.ts";
import { Indexer } from "./indexer.ts";
import { reply } from "./search-worker.ts";

test("a step takes no more than some long lines, and the steps together take all", async () => {
  await using app = await openTest({ NO_LINE_INDEX: "1" });
  const id = await app.client.start(["sh", "-c", "for n in 1 2 3 4 5 6 7 8 9 10; do printf '%060000d end\n' 0; done"]);
  await app.client.finished(id);
  using index = openIndex({ main: app.ctx.config.db_path, index: indexPath(app.data_dir) });
  const indexer = new Indexer(index);
  const reached = () => index.query<{ seq: number }, []>("SELECT seq FROM runs").get()?.seq;
  const steps: unknown[] = [];
  while (indexer.step()) steps.push(reached());
  expect([...steps, reached()]).toEqual([0, 5, 10]);
  expect(index.query("SELECT count(*) AS n FROM words WHERE words MATCH 'end'").get()).toEqual({ n: 10 });
  expect(() => index.run("DELETE FROM source.executions")).toThrow("readonly");
});

test("who asks while the index is made anew is told so, at each of its moments", async () => {
  await using app = await openTest({ NO_LINE_INDEX: "1" });
  const files = { main: app.ctx.config.db_path, index: indexPath(app.data_dir) };
  using excerpts = new Excerpts();
  const ask = () => reply(files, excerpts, { match: "word", limit: 1 });
  expect(ask()).toEqual({ not_yet: true });
  await Bun.write(files.index, "");
  expect(ask()).toEqual({ not_yet: true });
  openIndex(files).close();
  expect(ask()).toEqual({ answer: { hits: [], next_cursor: null } });
});
