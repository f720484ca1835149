import { type BrowserContextOptions, chromium, type Page } from "playwright-core";

const ARGS = [
  ...["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
  ...["--disable-background-networking", "--disable-component-update", "--no-first-run"],
];

export interface Browsing extends AsyncDisposable {
  page: Page;
  /** What the page broke of its Content-Security-Policy, and what else it complained of. */
  complaints: string[];
  /** Where the page's requests went. */
  hosts: Set<string>;
}

/** A page in Debian's Chromium. */
export async function browse(options: BrowserContextOptions = {}): Promise<Browsing> {
  const browser = await chromium.launch({ executablePath: "/usr/bin/chromium-headless-shell", args: ARGS });
  const page = await (await browser.newContext(options)).newPage();
  const complaints: string[] = [];
  const hosts = new Set<string>();
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(`${message.text()} ${message.location().url}`);
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("request", (request) => {
    if (!/^(data|blob):/.test(request.url())) hosts.add(new URL(request.url()).host);
  });
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
      console.error(`Content-Security-Policy: ${violatedDirective} ${blockedURI}`),
    );
  });
  return { page, complaints, hosts, [Symbol.asyncDispose]: () => browser.close() };
}
