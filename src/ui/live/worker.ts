import { Link, type News } from "./link.ts";

/**
 * What a tab says: until which change it knows of all, if it knows; the logs it shows, each with the last line it has;
 * that somebody signed in; that it goes.
 */
export type Said =
  | { kind: "join"; since: number | undefined }
  | { kind: "follow"; logs: [id: string, after: number][] }
  | { kind: "retry" }
  | { kind: "leave" };

/** All tabs share this one stream. */
const tabs = new Map<MessagePort, Map<string, number>>();
let state: News = { kind: "state", state: "opening" };

const link = new Link((news) => {
  if (news.kind === "state") state = news;
  for (const [port, logs] of tabs) {
    if (news.kind === "lines" && !advance(logs, news)) continue;
    port.postMessage(news);
  }
});

/** False when the tab has all of these lines, or does not show that log. */
function advance(logs: Map<string, number>, { execution_id, lines }: News & { kind: "lines" }): boolean {
  const had = logs.get(execution_id);
  const last = lines.at(-1)?.seq ?? 0;
  if (had === undefined || last <= had) return false;
  logs.set(execution_id, last);
  return true;
}

function followAll(): void {
  const wanted = new Map<string, number>();
  for (const logs of tabs.values())
    for (const [id, after] of logs) wanted.set(id, Math.min(after, wanted.get(id) ?? Number.MAX_SAFE_INTEGER));
  // The server takes so many; those that were opened last are looked at.
  link.follow(new Map([...wanted].slice(-20)));
}

addEventListener("connect", (event) => {
  const [port] = (event as MessageEvent).ports;
  if (!port) return;
  tabs.set(port, new Map());
  port.postMessage(state);
  port.addEventListener("message", ({ data }: MessageEvent<Said>) => {
    if (data.kind === "join" && !link.join(data.since)) port.postMessage({ kind: "reset" } satisfies News);
    if (data.kind === "leave") tabs.delete(port);
    if (data.kind === "follow") tabs.set(port, new Map(data.logs));
    if (data.kind === "retry") link.retry();
    else followAll();
  });
  port.start();
});
