import { expect, test } from "bun:test";
import type { Page } from "playwright-core";
import { faults, LOOKS, signedIn, visit, wear } from "~/testing/pages.ts";
import { openTest } from "~/testing/server.ts";
import { until } from "~/testing/until.ts";

const ESC = "\\033";
/** Everything that a log can hold. */
const SAMPLE = String.raw`
for colour in 30 31 32 33 34 35 36 37 90 91 92 93 94 95 96 97; do
  printf '${ESC}[%smcolour %s${ESC}[0m ${ESC}[1;%smbold${ESC}[0m ${ESC}[2;%smdim${ESC}[0m ${ESC}[7;%smreversed${ESC}[0m\n' $colour $colour $colour $colour $colour
done
printf '${ESC}[38;5;208mof the palette${ESC}[0m ${ESC}[38;2;20;20;90mtrue${ESC}[0m ${ESC}[48;2;200;30;30mon red${ESC}[0m ${ESC}[97;44mon blue${ESC}[0m\n'
printf ' 10%%\r 50%%\r100%% done\n'
printf 'see https://example.com/a, or ${ESC}]8;;javascript:alert(1)${ESC}\\this${ESC}]8;;${ESC}\\ instead\n'
printf '<img src=x onerror=alert(1)> <script>alert(2)</script>\n'
head -c 70000 /dev/zero | tr '\0' x; echo
echo 'a warning on stderr' >&2
seq 12`;

const scrollTo = (page: Page, top: number) =>
  page.locator(".log").evaluate((box, top) => {
    box.scrollTop = top;
  }, top);
const row = (page: Page, seq: number) => page.locator(`.log-line[data-seq="${seq}"]`);

test("a log of everything can be read in both schemes and widths, and runs nothing", async () => {
  await using app = await openTest();
  const id = await app.client.start(["sh", "-c", SAMPLE]);
  await app.client.finished(id);
  await using browsing = await signedIn(app.client, "/executions", { reducedMotion: "reduce" });
  const { page } = browsing;
  for (const [scheme, width] of LOOKS) {
    await wear(browsing, [scheme, width]);
    await visit(browsing, `${app.client.url}/executions/${id}#L18`);
    await page.locator(".log-line[data-marked]").waitFor();
    await wear(browsing, [scheme === "light" ? "dark" : "light", width]);
    expect(await page.evaluate(() => document.getAnimations().length)).toBe(0);
    await wear(browsing, [scheme, width]);
    await page.getByLabel("Search the output").fill("colour 3");
    await page.getByText("1 of 8").waitFor();
    expect([scheme, width, await faults(browsing, `log-all-${scheme}-${width}`)]).toEqual([scheme, width, []]);
  }
  expect(await row(page, 18).locator(".log-text").textContent()).toBe("100% done");
  const link = page.locator(".log-url");
  expect([await link.count(), await link.getAttribute("href")]).toEqual([1, "https://example.com/a"]);
  const all = page.getByRole("button", { name: /show all 65,\d+ characters/ });
  // On a full machine nothing came of a click once.
  await until("the whole line", async () => {
    await all.click({ timeout: 500 }).catch(() => {});
    return page.getByText("cut: the line is longer than 64 KiB").isVisible();
  });
  expect(browsing.complaints).toEqual([]);
});

test("the end is followed until one scrolls up; then what comes is counted and waits", async () => {
  await using app = await openTest();
  const command =
    "seq 500; for go in one two; do until [ -e $go ]; do sleep 0.05; done; seq 40; done; until [ -e end ]; do sleep 0.05; done";
  const id = await app.client.start(["sh", "-c", command]);
  await using browsing = await signedIn(app.client, `/executions/${id}`);
  const { page } = browsing;
  await row(page, 500).waitFor();
  const { working_dir } = await app.client.execution(id);
  await page.locator(".log").hover();
  await page.mouse.wheel(0, -200);
  await page.getByRole("button", { name: "Follow" }).waitFor();
  await Bun.write(`${working_dir}/one`, "");
  await page.getByRole("button", { name: "40 new lines" }).click();
  await row(page, 540).waitFor();
  await Bun.write(`${working_dir}/two`, "");
  await row(page, 580).waitFor();
  await page.keyboard.press("f");
  await page.getByRole("button", { name: "Follow" }).waitFor();
  await Bun.write(`${working_dir}/end`, "");
  expect(browsing.complaints).toEqual([]);
});

test("the keys search, walk, and change the looks; a link opens the log at its line", async () => {
  await using app = await openTest();
  const id = await app.client.start(["sh", "-c", "seq 5000 | sed 's/777$/& here/'"]);
  await app.client.finished(id);
  await using browsing = await signedIn(app.client, `/executions/${id}`);
  const { page } = browsing;
  const marked = (seq: number) => page.locator(`.log-line[data-marked][data-seq="${seq}"]`).waitFor();
  await row(page, 5000).waitFor();
  await page.keyboard.press("/");
  await page.keyboard.type("here");
  await page.getByText("1 of 5").waitFor();
  await marked(777);
  await page.locator(".log").focus();
  await page.keyboard.press("n");
  await marked(1777);
  await page.keyboard.press("Shift+N");
  await page.keyboard.press("Shift+N");
  await marked(4777);
  await page.keyboard.press("t");
  await page.locator(".log-time").first().waitFor();
  await page.keyboard.press("w");
  await page.locator('.log[data-wrap="false"]').waitFor();
  await page.getByLabel("Search the output").fill("");
  await row(page, 4780).locator(".log-number").click();
  await page.getByText("The link to line 4780").waitFor();
  expect(new URL(page.url()).hash).toBe("#L4780");
  await page.goto("about:blank");
  await visit(browsing, `${app.client.url}/executions/${id}#L2500`);
  await marked(2500);
  const copied = await row(page, 2500).evaluate((line) => {
    const range = new Range();
    range.selectNodeContents(line);
    range.setEndAfter(line.nextElementSibling ?? line);
    getSelection()?.removeAllRanges();
    getSelection()?.addRange(range);
    return getSelection()?.toString().trim();
  });
  expect(copied).toBe("2500\n2501");
  expect(browsing.complaints).toEqual([]);
});

test("where lines were not kept, the others keep their numbers and the gap is marked", async () => {
  await using app = await openTest({ MAX_STORED_BYTES: "200000" });
  const id = await app.client.start(["seq", "20000"]);
  const { last_seq } = await app.client.finished(id);
  await using browsing = await signedIn(app.client, `/executions/${id}`);
  const { page } = browsing;
  await row(page, last_seq).waitFor();
  const { lines, missing } = await app.client.call("GET", `/admin/executions/${id}/lines?limit=10000`);
  const [gap, tail] = [lines.find(({ seq }: { seq: number }) => seq === missing.from - 1), missing.to + 1];
  await page.goto("about:blank");
  await visit(browsing, `${app.client.url}/executions/${id}#L${gap.seq}`);
  await page.getByText("lines were not kept here").waitFor();
  const after = row(page, gap.seq).locator("+ .log-line");
  expect(await after.getAttribute("data-seq")).toBe(String(tail));
  const kept = lines.find(({ seq }: { seq: number }) => seq === tail);
  await page.waitForFunction(
    (text) => document.querySelector("[data-marked] + .log-line .log-text")?.textContent === text,
    kept.text,
  );
  await scrollTo(page, 0);
  await row(page, 1).waitFor();
  expect(await page.getByText(`${lines.length.toLocaleString("en")} lines`, { exact: true }).count()).toBe(1);
  expect(browsing.complaints).toEqual([]);
});
