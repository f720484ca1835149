import { createServer, type Socket } from "node:net";
import { createInterface } from "node:readline";

/** A mail as the server took it: the envelope, and its lines. */
export interface Mail {
  from: string;
  to: string[];
  lines: string[];
}

export interface SmtpServer extends AsyncDisposable {
  port: number;
  mails: Mail[];
  /** What it says to a command instead of what is usual. */
  refusals: Map<string, string>;
}

/** A mail server on loopback that takes what it is given and keeps it. */
export async function openSmtp(): Promise<SmtpServer> {
  const mails: Mail[] = [];
  const refusals = new Map<string, string>();
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
    void talk(socket, mails, refusals);
  });
  const { port } = await new Promise<{ port: number }>((resolve) =>
    server.listen(0, "127.0.0.1", () => resolve(server.address() as { port: number })),
  );
  return {
    ...{ port, mails, refusals },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function talk(socket: Socket, mails: Mail[], refusals: Map<string, string>): Promise<void> {
  const say = (text: string) => socket.write(`${text}\r\n`);
  let mail: Mail = { from: "", to: [], lines: [] };
  let data = false;
  say(refusals.get("CONNECT") ?? "220 test");
  for await (const line of createInterface({ input: socket, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (data && line !== ".") mail.lines.push(line.replace(/^\./, ""));
    else if (data) {
      mails.push(mail);
      mail = { from: "", to: [], lines: [] };
      data = false;
      say("250 taken");
    } else {
      const [verb = ""] = line.toUpperCase().split(" ");
      const address = /<(.*)>/.exec(line)?.[1] ?? "";
      if (verb === "MAIL") mail.from = address;
      if (verb === "RCPT") mail.to.push(address);
      data = verb === "DATA";
      say(refusals.get(verb) ?? (data ? "354 go on" : "250 fine"));
      if (verb === "QUIT") socket.end();
    }
  }
}
