import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Delivery, deliver, type Receipt, type Scheme, schemes, signed } from "./deliver.ts";
import { ended, Home } from "./home.ts";
import type { Random } from "./random.ts";
import { type Options, rounds, type Script } from "./script.ts";

const SECRET = "a-secret-of-the-torture";
const SAME = 100;
const SENDERS = 8;
const ENDED_MS = 30_000;

export const dedupe: Script = {
  name: "dedupe",
  what: "identical deliveries at once and over kill -9; distinct deliveries while the server is killed",
  async run(options) {
    const failures: string[] = [];
    const blame = (where: string) => (fault: string) => void failures.push(`${where}: ${fault}`);
    let same = 0;
    for (const [name, scheme] of Object.entries(schemes).slice(0, options.short ? 1 : undefined)) {
      await sendAtOnce(options, scheme, blame(`${SAME} by ${name}`));
      await sendOverCrash(options, scheme, blame(`${SAME} by ${name} over kill -9`));
      same += 2;
    }
    const { played, accepted } = await sendDistinct(options, blame);
    const figure = `${same} times ${SAME} identical: 1 execution each; ${accepted} distinct accepted over ${played} kills, each ran once`;
    return { rounds: same + played, failures, figure };
  },
};

type Blame = (fault: string) => void;

async function openReceiver(options: Options): Promise<Home> {
  const home = await Home.open(options.root, { env: { MAX_CONCURRENT_EXECUTIONS: "8" } });
  const source = { kind: "webhook", secret: SECRET };
  const command = ["sh", "-c", `read -r line; echo "$line" >>"$0"; echo "$line"`, ranFile(home)];
  await home.client.trigger({ source, prompt_template: "{payload.number}", backend_config: { command } });
  return home;
}

async function sendAtOnce(options: Options, scheme: Scheme, blame: Blame): Promise<void> {
  await using home = await openReceiver(options);
  const delivery = scheme(SECRET, { number: 1 });
  const receipts = await Promise.all(Array.from({ length: SAME }, () => deliver(home.client.url, delivery)));
  const [first] = receipts.filter((receipt) => receipt?.status === "accepted");
  judgeDuplicates(
    first,
    receipts.filter((receipt) => receipt !== first),
    blame,
  );
  await judgeOne(home, blame);
}

/** The server goes as soon as one of them is answered; the others, and a hundred more, come to the next. */
async function sendOverCrash(options: Options, scheme: Scheme, blame: Blame): Promise<void> {
  await using home = await openReceiver(options);
  const delivery = scheme(SECRET, { number: 1 });
  const early = Array.from({ length: 8 }, () => deliver(home.client.url, delivery));
  await Promise.race(early);
  await home.crash();
  const [first] = (await Promise.all(early)).filter((receipt) => receipt?.status === "accepted");
  await home.start();
  const receipts = await Promise.all(Array.from({ length: SAME }, () => deliver(home.client.url, delivery)));
  judgeDuplicates(first, receipts, blame);
  await judgeOne(home, blame);
}

function judgeDuplicates(first: Receipt | undefined, others: (Receipt | undefined)[], blame: Blame): void {
  if (first?.execution_ids.length !== 1) {
    blame(`none was accepted as the one: ${JSON.stringify(others[0])}`);
    return;
  }
  const wrong = others.filter(
    (other) =>
      other?.status !== "duplicate" ||
      other.duplicate_of !== first.delivery_id ||
      other.execution_ids.join() !== first.execution_ids.join(),
  );
  if (wrong.length > 0)
    blame(`${wrong.length} of ${others.length} do not name ${first.delivery_id}: ${JSON.stringify(wrong[0])}`);
}

async function judgeOne(home: Home, blame: Blame): Promise<void> {
  const { executions } = await home.client.call("GET", "/admin/executions");
  if (executions.length !== 1) return blame(`there are ${executions.length} executions`);
  const { status } = await ended(home.client, executions[0].id, ENDED_MS);
  if (status !== "succeeded") blame(`the execution is ${status}`);
  if (ranOf(home).length !== 1) blame(`it ran ${ranOf(home).length} times`);
}

async function sendDistinct(options: Options, blame: (where: string) => Blame) {
  await using home = await openReceiver(options);
  let number = 0;
  let accepted = 0;
  const played = await rounds(options, { short: 2, usual: 20, long: 60 }, async (round) => {
    const said = blame(`round ${round}`);
    const { answered, unanswered } = await sendUntilCrash(home, options.random, () => ++number);
    await home.start();
    // What was not answered comes again, as a sender would send it.
    for (const [n, delivery] of unanswered) {
      const receipt = await deliver(home.client.url, delivery);
      if (receipt) answered.set(n, receipt);
    }
    for (const [n, { execution_ids }] of answered) await judgeDelivery(home, n, execution_ids, said);
    await allEnded(home);
    const ran = ranOf(home).map(Number);
    for (const n of answered.keys()) {
      const times = ran.filter((one) => one === n).length;
      if (times !== 1) said(`delivery ${n} ran ${times} times`);
    }
    accepted += answered.size;
  });
  return { played, accepted };
}

/** Several senders, each as fast as it is answered, until the server is killed in the midst of it. */
async function sendUntilCrash(home: Home, random: Random, next: () => number) {
  const answered = new Map<number, Receipt>();
  const unanswered = new Map<number, Delivery>();
  const { url } = home.client;
  let gone = false;
  const send = async () => {
    for (let sent = 0; !gone && sent < 20; sent++) {
      const n = next();
      const delivery = signed(SECRET, { number: n });
      const receipt = await deliver(url, delivery);
      if (receipt) answered.set(n, receipt);
      else unanswered.set(n, delivery);
    }
  };
  const senders = Array.from({ length: SENDERS }, send);
  await Bun.sleep(5 + random() * 250);
  gone = true;
  await home.crash();
  await Promise.all(senders);
  return { answered, unanswered };
}

async function judgeDelivery(home: Home, n: number, execution_ids: string[], blame: Blame): Promise<void> {
  for (const id of execution_ids) {
    const answer = await home.client.fetch(`/admin/executions/${id}`);
    if (answer.status !== 200) blame(`delivery ${n}: its execution ${id} is answered ${answer.status}`);
    else if ((await ended(home.client, id, ENDED_MS)).status !== "succeeded")
      blame(`delivery ${n}: ${id} did not succeed`);
  }
}

/** Those too whose delivery was stored but not answered. */
async function allEnded(home: Home): Promise<void> {
  const { executions } = await home.client.call("GET", "/admin/executions?limit=200");
  for (const { id } of executions) await ended(home.client, id, ENDED_MS);
}

function ranFile(home: Home): string {
  return join(home.dir, "ran");
}

function ranOf(home: Home): string[] {
  return existsSync(ranFile(home)) ? readFileSync(ranFile(home), "utf8").trim().split("\n") : [];
}
