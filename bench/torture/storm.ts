import { readConfig } from "~/config.ts";
import { server_state } from "~/db/tables.ts";
import { startServer } from "~/server.ts";

const PER_SEC = 5_000;
const SLICE_MS = 2;

/** The server, and beside its work 5,000 transactions a second, each of which moves two rows that must agree. */
const { ctx, close } = await startServer(readConfig(process.env));
const { db } = ctx;
db.tx((tx) => {
  for (const key of ["storm a", "storm b"]) tx.insert(server_state).values({ key, value: "0" }).run();
  for (let i = 0; i < Number(process.env.STORM_MB) * 10; i++)
    tx.insert(server_state)
      .values({ key: `weight ${i}`, value: crypto.randomUUID().repeat(2_800) })
      .run();
});

const move = db.sqlite.query("UPDATE server_state SET value = ? WHERE key = ?");
const began = performance.now();
let done = 0;
const timer = setInterval(() => {
  const due = ((performance.now() - began) * PER_SEC) / 1_000;
  for (const until = performance.now() + SLICE_MS; done < due && performance.now() < until; done++)
    db.tx(() => {
      for (const key of ["storm a", "storm b"]) move.run(String(done), key);
    });
}, 1);

process.on("SIGUSR2", () => {
  const secs = (performance.now() - began) / 1_000;
  console.log(`storm: ${Math.round(done / secs)} transactions/s`);
});
process.once("SIGTERM", async () => {
  clearInterval(timer);
  await close();
  process.exit(0);
});
