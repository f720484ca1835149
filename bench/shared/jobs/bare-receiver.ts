import { Database } from "bun:sqlite";
import { createHmac, timingSafeEqual } from "node:crypto";
import { jobInput, tell } from "../job.ts";

/** What any durable receiver has to do: check the HMAC, commit one row, answer 202. */
const { path, secret } = jobInput<{ path: string; secret: string }>();
const db = new Database(path, { create: true });
db.run("PRAGMA journal_mode = WAL");
db.run("PRAGMA synchronous = FULL");
db.run("CREATE TABLE deliveries (id INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT");
const insert = db.query("INSERT INTO deliveries (body) VALUES (?)");

const server = Bun.serve({
  hostname: "127.0.0.1",
  port: 0,
  async fetch(request) {
    const raw = await request.bytes();
    const claimed = Buffer.from(request.headers.get("x-webhook-signature-256")?.slice("sha256=".length) ?? "", "hex");
    const digest = createHmac("sha256", secret).update(raw).digest();
    if (claimed.length !== digest.length || !timingSafeEqual(claimed, digest)) return new Response("", { status: 401 });
    insert.run(raw);
    return Response.json({ status: "accepted" }, { status: 202 });
  },
});
tell({ ready: server.url.origin });
